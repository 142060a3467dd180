import { failed } from '../../json/outcome.ts';
import type { Clock } from '../../time/clock.ts';
import { awaiting } from '../awaiting.ts';
import { type Answer, broken, type Call, contained, type Policy, type Send, type Settle } from '../call.ts';
import { pause } from '../pause.ts';
import type { UpstreamOutcome, UpstreamRequest } from '../upstream.ts';
import type { UpstreamFailure } from '../upstream-error.ts';
import { type AnnouncedLimit, mayAnnounceLimit, readAnnouncedLimit } from './announced-limit.ts';
import { Quota } from './quota.ts';
import { type RateLimit, refillBucket, returnToken, takeToken, waitForToken } from './token-bucket.ts';

/** Holds calls back to so many per second: a call waits for its turn, or is refused when that would take too long. */
export function createRateLimit(limit: RateLimit, maxWaitMs: number, clock: Clock): Policy {
  let bucket = { tokens: limit.burst, atMs: clock.now() };
  return awaiting((send) => async (call) => {
    const nowMs = clock.now();
    bucket = refillBucket(bucket, nowMs, limit);
    const waitMs = waitForToken(bucket, limit);
    if (waitMs > maxWaitMs || nowMs + waitMs >= call.deadline.atMs) return refuse(call, waitMs, clock);
    bucket = takeToken(bucket);
    const stopped = waitMs > 0 ? await pause(call, waitMs, clock) : undefined;
    if (stopped === undefined) {
      if (waitMs > 0) tellHeld(call, nowMs, clock);
      return send(call);
    }
    bucket = returnToken(bucket);
    return failed(stopped);
  });
}

/**
 * Keeps to the limits that a server announces, so that it never has to refuse: when its count is used up, calls wait for the
 * new one, or are refused here when that would take too long. Counts are kept per credentials, as servers keep them.
 */
export function createAnnouncedRateLimit(maxWaitMs: number, clock: Clock): Policy {
  const quotas = new Map<string, Quota>();

  /** That of these credentials, which is now the one used last. */
  const quotaOf = (key: string): Quota => {
    const known = quotas.get(key);
    if (known !== undefined && quotas.size === 1) return known;
    const quota = known ?? new Quota(clock);
    quotas.delete(key); // so that the order of the map is that of use
    quotas.set(key, quota);
    if (quotas.size > MAX_QUOTAS) dropOldest(quotas);
    return quota;
  };

  const sendCounted = (send: Send, call: Call, key: string, settle: Settle): void => {
    const quota = quotaOf(key);
    const number = quota.countSent();
    send(call, (answer) => {
      quota.countAnswered(number, announcedBy(answer, clock));
      if (quota.inFlight === 0 && !quota.isKnown && quotas.get(key) === quota) quotas.delete(key);
      settle(answer);
    });
  };

  /** Waits until the count may be open again. */
  const sendLater = async (send: Send, call: Call, key: string, settle: Settle): Promise<void> => {
    const cameMs = clock.now();
    const patientUntilMs = Math.min(cameMs + maxWaitMs, call.deadline.atMs);
    for (;;) {
      const nowMs = clock.now();
      const { openAtMs, inFlight } = quotaOf(key);
      if (openAtMs <= nowMs) {
        if (nowMs > cameMs) tellHeld(call, cameMs, clock);
        return sendCounted(send, call, key, settle);
      }
      // While calls are in flight their answers may bring better news: look again soon.
      const nextLookMs = inFlight > 0 ? Math.min(openAtMs, nowMs + LOOK_AGAIN_MS) : openAtMs;
      if (nextLookMs > patientUntilMs) return settle(refuse(call, openAtMs - nowMs, clock));
      const stopped = await pause(call, nextLookMs - nowMs, clock);
      if (stopped !== undefined) return settle(failed(stopped));
    }
  };

  return (next) => {
    const send = contained(next);
    return (call, settle) => {
      const key = credentialsOf(call.request);
      const openAtMs = quotas.get(key)?.openAtMs ?? Number.NEGATIVE_INFINITY;
      if (openAtMs === Number.NEGATIVE_INFINITY) sendCounted(send, call, key, settle);
      else sendLater(send, call, key, settle).catch((bug) => settle(broken(bug)));
    };
  };
}

function announcedBy(answer: Answer, clock: Clock): AnnouncedLimit | undefined {
  return answer.ok && mayAnnounceLimit(answer.value) ? readAnnouncedLimit(answer.value, clock.epochNow()) : undefined;
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

/** Tells whoever looks how long a call was held back. */
export function tellHeld(call: Call, sinceMs: number, clock: Clock): void {
  const atMs = clock.now();
  call.observe?.({ kind: 'held', forMs: atMs - sinceMs, atMs });
}

function refuse(call: Call, retryAfterMs: number, clock: Clock): UpstreamOutcome {
  const refusal = { kind: 'refused', by: 'rate limit' } as const;
  const failure: UpstreamFailure = Number.isFinite(retryAfterMs)
    ? { ...refusal, retryAfterMs: Math.ceil(retryAfterMs) }
    : refusal;
  call.observe?.({ kind: 'failed', failure, atMs: clock.now() });
  return failed(failure);
}
