import type { Clock } from '../../time/clock.ts';
import { type AwaitedSend, awaited, settleLater } from '../awaiting.ts';
import { type Call, isBroken, type Policy } from '../call.ts';
import { pause } from '../pause.ts';
import { parseRetryAfter } from '../retry-after.ts';
import { isSafe } from '../safe-method.ts';
import { Traffic } from '../traffic.ts';
import type { UpstreamOutcome } from '../upstream.ts';
import { fullJitterMs } from './backoff.ts';
import { earnRetry, fullBudget, spendRetry } from './retry-budget.ts';

export interface RetryOptions {
  /** Attempts in all, the first included. */
  readonly maxAttempts: number;
  /** Retries per call over time, 0..1. */
  readonly budgetRatio: number;
  /** The source's people say that repeating any request of theirs does no harm. */
  readonly idempotent: boolean;
}

/** The source's own pace of recovery is unknown; below these a retry meets the same hiccup, above them the deadline. */
const BACKOFF = { baseMs: 50, maxMs: 1_000 };

/** So that a source with little traffic can have its retry too. */
const MAX_SAVED_RETRIES = 10;

/**
 * Tries again what failed for a reason that may pass: only what may be repeated, only while the budget has a retry and the
 * deadline leaves time for the pause. A retry that is refused leaves the answer before it standing.
 */
export function createRetry(
  options: RetryOptions,
  clock: Clock,
  random: () => number,
  traffic: Pick<Traffic, 'retries'> = new Traffic(),
): Policy {
  const saving = { ratio: options.budgetRatio, maxTokens: MAX_SAVED_RETRIES };
  let budget = fullBudget(saving);

  /** How long before the next attempt; `undefined` when there shall be none. */
  const pauseBefore = (retry: number, outcome: UpstreamOutcome, call: Call): number | undefined => {
    if (retry >= options.maxAttempts || call.stopped !== undefined || !mayPass(outcome)) return undefined;
    const backoffMs = fullJitterMs(retry, BACKOFF, random());
    const pauseMs = Math.max(backoffMs, retryAfterMs(outcome, clock) ?? 0);
    if (clock.now() + pauseMs >= call.deadline.atMs) return undefined;
    const rest = spendRetry(budget);
    if (rest === undefined) return undefined;
    budget = rest;
    return pauseMs;
  };

  const sendAgain = async (send: AwaitedSend, call: Call, first: UpstreamOutcome): Promise<UpstreamOutcome> => {
    let outcome = first;
    for (let retry = 1; ; retry += 1) {
      const pauseMs = pauseBefore(retry, outcome, call);
      if (pauseMs === undefined || (await pause(call, pauseMs, clock)) !== undefined) return outcome;
      const next = await send(call);
      if (!next.ok && next.failure.kind === 'refused') return outcome;
      traffic.retries += 1;
      outcome = next;
    }
  };

  return (send) => {
    const sendOnceMore = awaited(send);
    return (call, settle) => {
      budget = earnRetry(budget, saving);
      if (!options.idempotent && !isSafe(call.request.method)) return send(call, settle);
      send(call, (first) => {
        if (isBroken(first) || !mayPass(first)) settle(first);
        else settleLater(sendAgain(sendOnceMore, call, first), settle);
      });
    };
  };
}

/** Whether the same request may fare better a moment later. */
function mayPass(outcome: UpstreamOutcome): boolean {
  if (!outcome.ok) return outcome.failure.kind === 'connection' || outcome.failure.kind === 'timeout';
  return PASSING_STATUS.has(outcome.value.status);
}

/** Request timeout, too early, too many; and those of the 5xx that speak of the moment (RFC 9110 §15, RFC 8470, RFC 6585). */
const PASSING_STATUS: ReadonlySet<number> = new Set([408, 425, 429, 500, 502, 503, 504]);

function retryAfterMs(outcome: UpstreamOutcome, clock: Clock): number | undefined {
  if (!outcome.ok) return undefined;
  return parseRetryAfter(outcome.value.headers.get('retry-after')?.[0], clock.epochNow());
}
