import type { Clock } from '../time/clock.ts';
import { createCache } from './cache/cache-step.ts';
import { sizeOfRecord } from './cache/entry.ts';
import type { StaleAllowance } from './cache/freshness.ts';
import { createMemoryStore } from './cache/memory-store.ts';
import type { Policy, Send } from './call.ts';
import { createAdaptiveLimit } from './policies/adaptive.ts';
import { createAttemptTimeout } from './policies/attempt-timeout.ts';
import { type BreakerOptions, createBreaker } from './policies/breaker.ts';
import { createBulkhead } from './policies/bulkhead.ts';
import { createCoalesce } from './policies/coalesce.ts';
import { type Answered, guardCaller } from './policies/deadline.ts';
import { createHedge, type HedgeOptions } from './policies/hedge.ts';
import { createAnnouncedRateLimit, createRateLimit } from './policies/rate-limit.ts';
import { createRetry, type RetryOptions } from './policies/retry.ts';
import type { SharedBucket } from './policies/shared-bucket.ts';
import { createSharedRateLimit } from './policies/shared-rate-limit.ts';
import type { RateLimit } from './policies/token-bucket.ts';
import type { SharedStore } from './shared-store.ts';
import { passing, Traffic } from './traffic.ts';
import type { Upstream } from './upstream.ts';

export interface PipelineOptions {
  /** One attempt, by wall clock. */
  readonly attemptTimeoutMs: number;
  readonly queueTimeoutMs: number;
  /** Sockets, hence calls in flight. */
  readonly maxConnections: number;
  readonly maxQueued: number;
  // Absent is off.
  /** Goes where answers point. */
  readonly redirects?: Policy;
  readonly cache?: CacheOptions;
  readonly coalesce?: boolean;
  /** Signs calls with credentials of the source's own; those who share an answer need not know them. */
  readonly credentials?: Policy;
  readonly retry?: RetryOptions;
  readonly hedge?: HedgeOptions;
  readonly breaker?: BreakerOptions;
  readonly rateLimit?: RateLimit;
  /** Keep to the limits that the server announces. */
  readonly announcedRateLimit?: boolean;
  /** Fewer calls in flight than there are sockets, as the source's latency suggests. */
  readonly adaptive?: { readonly minConcurrent: number };
  /** Where a fleet keeps answers; absent: this process keeps its own. */
  readonly store?: Pick<SharedStore, 'answers'>;
  /** The bucket of a fleet's rate limit; absent: this process counts alone. */
  readonly sharedBucket?: SharedBucket;
}

/** For how long stale answers may be used where their headers do not say, 0: not at all; and the room for answers in memory. */
export interface CacheOptions extends StaleAllowance {
  readonly maxBytes: number;
}

/** Who is told of calls. */
export interface PipelineWatch {
  /** Hears of each caller's end. */
  readonly answered?: Answered;
  /** Where layers count. */
  readonly traffic?: Traffic;
}

/**
 * The order of a call's layers, outermost first; it is stated here and nowhere else.
 *
 *  1. deadline         each caller's own: answers it at once when its time is up or it has left
 *  2. redirects        goes where an answer points, on the same origin
 *  3. cache            what headers allow to give again is not asked for
 *  4. coalesce         equal safe calls in flight are one
 *  5. credentials      the source's own access token
 *  6. retry            again, what may be repeated and may fare better
 *  7. hedge            a second attempt beside a late first one
 *  8. breaker          nothing is sent while the source keeps failing
 *  9. rate limit       ours, and the one that the server announces: waits, or refuses
 * 10. bulkhead         so many in flight; a queue with a limit and a timeout behind them
 * 11. adaptive limit   tells the bulkhead how many those are
 * 12. attempt timeout  one exchange, by wall clock
 * 13. transport        sockets
 *
 * A layer sees only what the layers below it answer: a shared call is retried once for all who share it, a refusal is
 * never retried, waiting in the queue is no part of an attempt's time.
 */
export function composePipeline(
  options: PipelineOptions,
  transport: Send,
  clock: Clock,
  { answered = ignore, traffic = new Traffic() }: PipelineWatch = {},
): Upstream['send'] {
  const { coalesce, retry, hedge, breaker, rateLimit, announcedRateLimit, queueTimeoutMs, maxConnections } = options;
  const adaptive =
    options.adaptive && createAdaptiveLimit({ ...options.adaptive, maxConcurrent: maxConnections }, clock);
  const bulkhead = {
    maxQueued: options.maxQueued,
    queueTimeoutMs,
    get maxConcurrent() {
      return adaptive?.maxConcurrent ?? maxConnections;
    },
    get isAdapted() {
      return adaptive !== undefined && adaptive.maxConcurrent < maxConnections;
    },
  };
  const policies: readonly (Policy | undefined)[] = [
    options.redirects,
    options.cache && cachePolicy(options.cache, options, clock),
    coalesce ? createCoalesce(clock, traffic) : undefined,
    options.credentials,
    retry && createRetry(retry, clock, Math.random, traffic),
    hedge && createHedge(hedge, clock, traffic),
    breaker && createBreaker(breaker, clock, traffic),
    rateLimit && rateLimitPolicy(rateLimit, options, clock),
    announcedRateLimit ? createAnnouncedRateLimit(queueTimeoutMs, clock) : undefined,
    createBulkhead(bulkhead, clock, traffic),
    adaptive?.policy,
    createAttemptTimeout(options.attemptTimeoutMs, clock),
    passing(() => {
      traffic.attempts += 1;
    }),
  ];
  const send = policies.reduceRight<Send>((next, policy) => policy?.(next) ?? next, transport);
  return guardCaller(send, clock, answered);
}

function cachePolicy({ maxBytes, ...allowance }: CacheOptions, options: PipelineOptions, clock: Clock): Policy {
  const store = options.store?.answers ?? createMemoryStore({ maxBytes, sizeOf: sizeOfRecord }, clock);
  return createCache(
    { ...allowance, refreshTimeoutMs: options.queueTimeoutMs + options.attemptTimeoutMs },
    store,
    clock,
  );
}

function rateLimitPolicy(limit: RateLimit, { sharedBucket, queueTimeoutMs }: PipelineOptions, clock: Clock): Policy {
  if (sharedBucket === undefined) return createRateLimit(limit, queueTimeoutMs, clock);
  return createSharedRateLimit(limit, queueTimeoutMs, sharedBucket, clock);
}

function ignore(): void {}
