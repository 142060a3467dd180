import type { AttemptRecord, CallRecord } from './record.ts';

/** Where the time of one attempt went, in milliseconds. What did not happen is left out. */
export interface AttemptPhases {
  /** For one of the connections to be free. */
  readonly queuedMs: number;
  /** For the connection, keys included; 0 on a kept one. */
  readonly connectMs?: number;
  /** Of that, agreeing on keys. */
  readonly tlsMs?: number;
  /** Handing the request over. */
  readonly sentMs?: number;
  /** Until the answer began. */
  readonly firstByteMs?: number;
  readonly bodyMs?: number;
}

/** The phases of an attempt. Pure. */
export function phasesOf(attempt: AttemptRecord): AttemptPhases {
  const { queuedAtMs, startMs, sentMs, tlsMs, writtenMs = sentMs, firstByteMs, endMs } = attempt;
  // Assigned and not spread: of a thousand calls, the spreads would be most of what a trace costs.
  const phases: Mutable<AttemptPhases> = { queuedMs: roundMs(startMs - queuedAtMs) };
  if (sentMs !== undefined) phases.connectMs = between(startMs, sentMs);
  if (tlsMs > 0) phases.tlsMs = roundMs(tlsMs);
  if (sentMs !== undefined && writtenMs !== undefined) phases.sentMs = between(sentMs, writtenMs);
  if (writtenMs !== undefined && firstByteMs !== undefined) phases.firstByteMs = between(writtenMs, firstByteMs);
  if (firstByteMs !== undefined && endMs !== undefined) phases.bodyMs = between(firstByteMs, endMs);
  return phases;
}

export type Mutable<Type> = { -readonly [Member in keyof Type]: Type[Member] };

/** An answer may begin before the request has been written. */
function between(fromMs: number, toMs: number): number {
  return roundMs(Math.max(0, toMs - fromMs));
}

/**
 * How long the upstream was busy with a call: from its first attempt on, without queues before it. Nothing for an answer
 * from the cache; for an equal call's answer the time waited for it. Pure.
 */
export function upstreamMsOf({ seen, startMs, endMs, attempts, isCoalesced }: CallRecord, wallMs: number): number {
  const [first] = seen;
  if (first === undefined && attempts === 0 && !isCoalesced) return 0;
  return (endMs ?? wallMs) - (first?.startMs ?? startMs);
}

/** Tenths of milliseconds: finer is noise, and text. Pure. */
export function roundMs(ms: number): number {
  return Math.round(ms * 10) / 10;
}
