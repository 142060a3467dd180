import type { Clock } from '../time/clock.ts';
import type { Policy, Send } from './call.ts';
import { createAttemptTimeout } from './policies/attempt-timeout.ts';
import { type BreakerOptions, createBreaker } from './policies/breaker.ts';
import { createBulkhead } from './policies/bulkhead.ts';
import { createCoalesce } from './policies/coalesce.ts';
import { guardCaller } from './policies/deadline.ts';
import { createAnnouncedRateLimit, createRateLimit } from './policies/rate-limit.ts';
import { createRetry, type RetryOptions } from './policies/retry.ts';
import type { RateLimit } from './policies/token-bucket.ts';
import type { Upstream } from './upstream.ts';

export interface PipelineOptions {
  /** One attempt, by wall clock. */
  readonly attemptTimeoutMs: number;
  readonly queueTimeoutMs: number;
  /** Sockets, hence calls in flight. */
  readonly maxConnections: number;
  readonly maxQueued: number;
  // Absent is off.
  readonly coalesce?: boolean;
  readonly retry?: RetryOptions;
  readonly breaker?: BreakerOptions;
  readonly rateLimit?: RateLimit;
  /** Keep to the limits that the server announces. */
  readonly announcedRateLimit?: boolean;
}

/**
 * The order of a call's layers, outermost first; it is stated here and nowhere else.
 *
 *  1. deadline         each caller's own: answers it at once when its time is up or it has left
 *  2. cache            (to come)
 *  3. coalesce         equal safe calls in flight are one
 *  4. retry            again, what may be repeated and may fare better
 *  5. hedge            (to come)
 *  6. breaker          nothing is sent while the source keeps failing
 *  7. rate limit       ours, and the one that the server announces: waits, or refuses
 *  8. bulkhead         so many in flight; a queue with a limit and a timeout behind them
 *  9. attempt timeout  one exchange, by wall clock
 * 10. transport        sockets
 *
 * A layer sees only what the layers below it answer: a shared call is retried once for all who share it, a refusal is
 * never retried, waiting in the queue is no part of an attempt's time.
 */
export function composePipeline(options: PipelineOptions, transport: Send, clock: Clock): Upstream['send'] {
  const { coalesce, retry, breaker, rateLimit, announcedRateLimit, queueTimeoutMs } = options;
  const policies: readonly (Policy | undefined)[] = [
    coalesce ? createCoalesce(clock) : undefined,
    retry && createRetry(retry, clock, Math.random),
    breaker && createBreaker(breaker, clock),
    rateLimit && createRateLimit(rateLimit, queueTimeoutMs, clock),
    announcedRateLimit ? createAnnouncedRateLimit(queueTimeoutMs, clock) : undefined,
    createBulkhead({ ...options, maxConcurrent: options.maxConnections }, clock),
    createAttemptTimeout(options.attemptTimeoutMs, clock),
  ];
  const send = policies.reduceRight<Send>((next, policy) => policy?.(next) ?? next, transport);
  return guardCaller(send, clock);
}
