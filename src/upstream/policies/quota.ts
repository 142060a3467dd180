import type { AnnouncedLimit } from './announced-limit.ts';

/** How much of a server's announced limit is left, as far as is known here. Calls are numbered as they are sent. */
export interface Quota {
  /** The number of the last call sent. */
  readonly sent: number;
  /** Sent and not yet answered. */
  readonly inFlight: number;
  readonly known: KnownQuota | undefined;
}

interface KnownQuota {
  readonly remaining: number;
  readonly resetAtMs: number;
  /** The number of the call whose answer told. */
  readonly toldBy: number;
}

export const UNKNOWN_QUOTA: Quota = { sent: 0, inFlight: 0, known: undefined };

/**
 * When the next call may be sent: in the past, or at that moment, or never, as things are, when all depends
 * on the answer to the first call of a new count. Pure.
 */
export function openAtMs({ known }: Quota): number {
  return known === undefined || known.remaining > 0 ? Number.NEGATIVE_INFINITY : known.resetAtMs;
}

/**
 * Counts a call that is being sent. The first after the server has begun to count anew goes alone: a crowd that
 * waited for that moment would use up the new count before anything is known of it. Pure.
 */
export function countSent({ sent, inFlight, known }: Quota, nowMs: number): Quota {
  const call = sent + 1;
  return { sent: call, inFlight: inFlight + 1, known: known && afterSending(known, call, nowMs) };
}

function afterSending(known: KnownQuota, call: number, nowMs: number): KnownQuota {
  if (nowMs < known.resetAtMs) return { ...known, remaining: known.remaining - 1 };
  return { remaining: 0, resetAtMs: Number.POSITIVE_INFINITY, toldBy: call };
}

/**
 * Counts an answered call and learns what its answer announced. The server counted the calls sent before this one and
 * perhaps none of those sent after it, so these are taken off; an answer older than the last that told is no news. Pure.
 */
export function countAnswered(quota: Quota, call: number, limit: AnnouncedLimit | undefined, nowMs: number): Quota {
  const { sent, known } = quota;
  return { sent, inFlight: Math.max(0, quota.inFlight - 1), known: learn(known, sent, call, limit, nowMs) };
}

function learn(
  known: KnownQuota | undefined,
  sent: number,
  call: number,
  limit: AnnouncedLimit | undefined,
  nowMs: number,
): KnownQuota | undefined {
  if (known !== undefined && known.toldBy > call) return known;
  if (limit !== undefined) {
    return { remaining: Math.max(0, limit.remaining - (sent - call)), resetAtMs: nowMs + limit.resetMs, toldBy: call };
  }
  // The call that went alone brought no news: there is no limit any more that anybody knows of.
  return known?.resetAtMs === Number.POSITIVE_INFINITY && known.toldBy === call ? undefined : known;
}
