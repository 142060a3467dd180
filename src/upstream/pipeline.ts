import type { Clock } from '../time/clock.ts';
import type { Policy, Send } from './call.ts';
import { createAttemptTimeout } from './policies/attempt-timeout.ts';
import { createBulkhead } from './policies/bulkhead.ts';
import { guardCaller } from './policies/deadline.ts';
import type { Upstream } from './upstream.ts';

export interface PipelineOptions {
  /** One attempt, by wall clock. */
  readonly attemptTimeoutMs: number;
  readonly queueTimeoutMs: number;
  /** Sockets, hence calls in flight. */
  readonly maxConnections: number;
  readonly maxQueued: number;
}

/**
 * The order of a call's layers, outermost first; it is stated here and nowhere else.
 *
 *  1. deadline         each caller's own: answers it at once when its time is up or it has left
 *  2. cache            (to come)
 *  3. coalesce         (to come)
 *  4. retry            (to come)
 *  5. hedge            (to come)
 *  6. breaker          (to come)
 *  7. rate limit       (to come)
 *  8. bulkhead         so many in flight; a queue with a limit and a timeout behind them
 *  9. attempt timeout  one exchange, by wall clock
 * 10. transport        sockets
 *
 * A layer sees only what the layers below it answer: a shared call is retried once for all who share it, a refusal is
 * never retried, waiting in the queue is no part of an attempt's time.
 */
export function composePipeline(options: PipelineOptions, transport: Send, clock: Clock): Upstream['send'] {
  const policies: readonly Policy[] = [
    createBulkhead({ ...options, maxConcurrent: options.maxConnections }, clock),
    createAttemptTimeout(options.attemptTimeoutMs, clock),
  ];
  const send = policies.reduceRight<Send>((next, policy) => policy(next), transport);
  return guardCaller(send, clock);
}
