/** What decides when a poll is repeated. */
export interface PaceInput {
  readonly everyMs: number;
  /** Polls that failed in a row; 0 after a good one. */
  readonly failures: number;
  /** How long the upstream asked to be left alone. */
  readonly retryAfterMs?: number | undefined;
  /** 0 ≤ random < 1. */
  readonly random: number;
}

/** Polls that began together drift apart, within a tenth of their interval. */
const JITTER_RATIO = 0.1;

/** A minute of silence tells everybody enough; whoever polls less often anyway keeps his interval. */
const MAX_BACKOFF_MS = 60_000;

/** Nobody is left alone for longer than this, whatever he asks: a `Retry-After` may be a slip. */
const MAX_RETRY_AFTER_MS = 3_600_000;

/**
 * Milliseconds from the beginning of one poll to the beginning of the next: the interval, doubled for each failure in a row,
 * a tenth more or less. What the upstream asks for is a least, and jitter only adds to it. Pure.
 */
export function pace({ everyMs, failures, retryAfterMs = 0, random }: PaceInput): number {
  const most = Math.max(everyMs, MAX_BACKOFF_MS);
  const backedOffMs = Math.min(everyMs * 2 ** failures, most);
  const ownMs = backedOffMs * (1 - JITTER_RATIO + 2 * JITTER_RATIO * random);
  const askedMs = Math.min(retryAfterMs, MAX_RETRY_AFTER_MS) * (1 + JITTER_RATIO * random);
  return Math.max(ownMs, askedMs);
}
