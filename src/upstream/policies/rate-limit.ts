import { failed } from '../../json/outcome.ts';
import type { Clock } from '../../time/clock.ts';
import { begin, type Call, type Policy, type Send } from '../call.ts';
import { pause } from '../pause.ts';
import type { UpstreamOutcome, UpstreamRequest, UpstreamResponse } from '../upstream.ts';
import type { UpstreamFailure } from '../upstream-error.ts';
import { type AnnouncedLimit, mayAnnounceLimit, readAnnouncedLimit } from './announced-limit.ts';
import { countAnswered, countSent, openAtMs, type Quota, UNKNOWN_QUOTA } from './quota.ts';
import { type RateLimit, refillBucket, returnToken, takeToken, waitForToken } from './token-bucket.ts';

/** Holds calls back to so many per second: a call waits for its turn, or is refused when that would take too long. */
export function createRateLimit(limit: RateLimit, maxWaitMs: number, clock: Clock): Policy {
  let bucket = { tokens: limit.burst, atMs: clock.now() };
  return (send) => async (call) => {
    const nowMs = clock.now();
    bucket = refillBucket(bucket, nowMs, limit);
    const waitMs = waitForToken(bucket, limit);
    if (waitMs > maxWaitMs || nowMs + waitMs >= call.deadline.atMs) return refuse(call, waitMs, clock);
    bucket = takeToken(bucket);
    const stopped = waitMs > 0 ? await pause(call, waitMs, clock) : undefined;
    if (stopped === undefined) return send(call);
    bucket = returnToken(bucket);
    return failed(stopped);
  };
}

/**
 * Keeps to the limits that a server announces, so that it never has to refuse: when its count is used up, calls wait for the
 * new one, or are refused here when that would take too long. Counts are kept per credentials, as servers keep them.
 */
export function createAnnouncedRateLimit(maxWaitMs: number, clock: Clock): Policy {
  const quotas = new Map<string, Quota>();

  const update = (key: string, quota: Quota) => {
    if (quota.inFlight === 0 && quota.known === undefined) {
      quotas.delete(key);
      return;
    }
    if (quotas.size > 1) quotas.delete(key); // so that the order of the map is that of use
    quotas.set(key, quota);
    if (quotas.size > MAX_QUOTAS) dropOldest(quotas);
  };

  const settle = (key: string, sent: number, limit: AnnouncedLimit | undefined) => {
    const quota = quotas.get(key);
    if (quota !== undefined) update(key, countAnswered(quota, sent, limit, clock.now()));
  };

  const sendCounted = (send: Send, call: Call, key: string, quota: Quota): Promise<UpstreamOutcome> => {
    const counted = countSent(quota, clock.now());
    const { sent } = counted;
    update(key, counted);
    const outcome = begin(send, call);
    outcome.then(
      (came) => settle(key, sent, came.ok ? announcedBy(came.value, clock) : undefined),
      () => settle(key, sent, undefined),
    );
    return outcome;
  };

  /** Waits until the count may be open again. */
  const sendLater = async (send: Send, call: Call, key: string): Promise<UpstreamOutcome> => {
    const patientUntilMs = Math.min(clock.now() + maxWaitMs, call.deadline.atMs);
    for (;;) {
      const nowMs = clock.now();
      const quota = quotas.get(key) ?? UNKNOWN_QUOTA;
      const openMs = openAtMs(quota);
      if (openMs <= nowMs) return sendCounted(send, call, key, quota);
      // While calls are in flight their answers may bring better news: look again soon.
      const nextLookMs = quota.inFlight > 0 ? Math.min(openMs, nowMs + LOOK_AGAIN_MS) : openMs;
      if (nextLookMs > patientUntilMs) return refuse(call, openMs - nowMs, clock);
      const stopped = await pause(call, nextLookMs - nowMs, clock);
      if (stopped !== undefined) return failed(stopped);
    }
  };

  return (send) => (call) => {
    const key = credentialsOf(call.request);
    const quota = quotas.get(key) ?? UNKNOWN_QUOTA;
    return quota.known === undefined ? sendCounted(send, call, key, quota) : sendLater(send, call, key);
  };
}

function announcedBy(response: UpstreamResponse, clock: Clock): AnnouncedLimit | undefined {
  return mayAnnounceLimit(response) ? readAnnouncedLimit(response, clock.epochNow()) : undefined;
}

const LOOK_AGAIN_MS = 20;

/** Clients with credentials of their own may be many; the counts longest unused are forgotten. */
const MAX_QUOTAS = 1_000;

function dropOldest(quotas: Map<string, Quota>): void {
  const [oldest] = quotas.keys();
  if (oldest !== undefined) quotas.delete(oldest);
}

function credentialsOf({ headers }: UpstreamRequest): string {
  let key = '';
  for (const [name, value] of headers) if (CREDENTIALS.has(name)) key += `${name}:${value}\n`;
  return key;
}

const CREDENTIALS: ReadonlySet<string> = new Set(['authorization', 'cookie', 'x-api-key', 'api-key']);

function refuse(call: Call, retryAfterMs: number, clock: Clock): UpstreamOutcome {
  const refusal = { kind: 'refused', by: 'rate limit' } as const;
  const failure: UpstreamFailure = Number.isFinite(retryAfterMs)
    ? { ...refusal, retryAfterMs: Math.ceil(retryAfterMs) }
    : refusal;
  call.observe({ kind: 'failed', failure, atMs: clock.now() });
  return failed(failure);
}
