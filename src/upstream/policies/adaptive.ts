import type { Clock } from '../../time/clock.ts';
import { type Answer, contained, type Policy } from '../call.ts';

export interface AdaptiveOptions {
  readonly minConcurrent: number;
  /** Never more than there are sockets. */
  readonly maxConcurrent: number;
}

/** How many calls at once a source seems to bear, and how fast it is when all is well. */
export interface AdaptiveState {
  readonly limit: number;
  /** The long-term latency; 0: not known yet. */
  readonly usualMs: number;
}

/** What one attempt told. */
export interface AdaptiveSample {
  readonly latencyMs: number;
  /** In flight when it ended, itself included. */
  readonly inFlight: number;
  /** The source gave up or said that it has too much to do. */
  readonly overloaded: boolean;
}

/**
 * The limit after one more attempt. It grows by a little while latency is as usual, shrinks in proportion as latency
 * rises above that, and drops at once on a sign of overload. Attempts far below the limit say nothing about it. After the
 * gradient limit of Netflix' concurrency-limits (Gradient2). Pure.
 */
export function adaptLimit(state: AdaptiveState, sample: AdaptiveSample, options: AdaptiveOptions): AdaptiveState {
  const bounded = (limit: number) => Math.min(options.maxConcurrent, Math.max(options.minConcurrent, limit));
  if (sample.overloaded) return { ...state, limit: bounded(state.limit * BACKOFF) };
  const usualMs = usualLatency(state.usualMs, sample.latencyMs);
  if (sample.inFlight < state.limit / 2) return { ...state, usualMs };
  const gradient = Math.min(1, Math.max(MIN_GRADIENT, (TOLERANCE * usualMs) / Math.max(sample.latencyMs, 1e-3)));
  const next = state.limit * gradient + Math.sqrt(state.limit);
  return { limit: bounded(state.limit * (1 - SMOOTHING) + next * SMOOTHING), usualMs };
}

/** After a slow spell the memory of it fades faster: otherwise slow would be the new usual. */
function usualLatency(usualMs: number, latencyMs: number): number {
  if (usualMs === 0) return latencyMs;
  const mean = usualMs + (latencyMs - usualMs) / MEMORY;
  return mean > 2 * latencyMs ? mean * 0.95 : mean;
}

const BACKOFF = 0.9;
/** Latency may be half as long again before it counts as queueing. */
const TOLERANCE = 1.5;
const MIN_GRADIENT = 0.5;
/** Share of each new estimate. */
const SMOOTHING = 0.2;
/** Attempts that make up what is usual. */
const MEMORY = 600;

/** Watches attempts and says how many there may be at once; a bulkhead above it asks and keeps to that. */
export interface AdaptiveLimit {
  readonly maxConcurrent: number;
  /** Stands below the bulkhead, so that time in the queue is no latency. */
  readonly policy: Policy;
}

export function createAdaptiveLimit(options: AdaptiveOptions, clock: Clock): AdaptiveLimit {
  let state: AdaptiveState = { limit: Math.min(options.maxConcurrent, FIRST_LIMIT), usualMs: 0 };
  let inFlight = 0;
  return {
    get maxConcurrent() {
      return Math.max(1, Math.floor(state.limit));
    },
    policy: (next) => {
      const send = contained(next);
      return (call, settle) => {
        const fromMs = clock.now();
        inFlight += 1;
        const atOnce = inFlight;
        send(call, (answer) => {
          const overloaded = isOverload(answer);
          if (overloaded !== undefined) {
            state = adaptLimit(
              state,
              { latencyMs: clock.now() - fromMs, inFlight: Math.max(atOnce, inFlight), overloaded },
              options,
            );
          }
          inFlight -= 1;
          settle(answer);
        });
      };
    },
  };
}

/** Low enough for most, and twenty good answers away from twice as much. */
const FIRST_LIMIT = 20;

/** `undefined`: it says nothing about load, because our side ended it. */
function isOverload(answer: Answer): boolean | undefined {
  if (answer.ok) return answer.value.status === 429 || answer.value.status === 503;
  switch (answer.failure.kind) {
    case 'timeout':
    case 'connection':
      return true;
    case 'too large':
    case 'undecodable':
      return false;
    case 'deadline':
    case 'aborted':
    case 'refused':
    case 'bug':
      return undefined;
  }
}
