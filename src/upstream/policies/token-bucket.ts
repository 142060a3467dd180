export interface RateLimit {
  /** Calls per second over time. */
  readonly perSecond: number;
  /** Calls at once after a quiet time; at least 1. */
  readonly burst: number;
}

/** Below zero, tokens are owed: so many calls are waiting their turn. */
export interface Bucket {
  readonly tokens: number;
  readonly atMs: number;
}

/** Refilled for the time that has passed. `nowMs` is monotonic. Pure. */
export function refillBucket(bucket: Bucket, nowMs: number, { perSecond, burst }: RateLimit): Bucket {
  const earned = (Math.max(0, nowMs - bucket.atMs) / 1000) * perSecond;
  return { tokens: Math.min(burst, bucket.tokens + earned), atMs: nowMs };
}

/** How long the next call has to wait for its token, in milliseconds. Of a bucket just refilled. Pure. */
export function waitForToken({ tokens }: Bucket, { perSecond }: RateLimit): number {
  return tokens >= 1 ? 0 : ((1 - tokens) / perSecond) * 1000;
}

/** Takes a token, or reserves the next one: who comes later waits longer, so turns keep their order. Pure. */
export function takeToken({ tokens, atMs }: Bucket): Bucket {
  return { tokens: tokens - 1, atMs };
}

/** Gives back the token of a call that was never sent. Pure. */
export function returnToken({ tokens, atMs }: Bucket): Bucket {
  return { tokens: tokens + 1, atMs };
}
