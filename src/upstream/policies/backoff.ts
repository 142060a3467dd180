export interface Backoff {
  /** The longest pause before the first retry. */
  readonly baseMs: number;
  /** The longest pause before any. */
  readonly maxMs: number;
}

/**
 * The pause before the given retry (the first is 1): anything between nothing and a bound that doubles every time.
 * `random` is in [0, 1). "Full jitter" of https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/,
 * which spreads the retries of many callers better than a bound with a little noise. Pure.
 */
export function fullJitterMs(retry: number, { baseMs, maxMs }: Backoff, random: number): number {
  return random * Math.min(maxMs, baseMs * 2 ** (retry - 1));
}
