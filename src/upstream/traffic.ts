import { Histogram } from '../time/histogram.ts';
import type { Answer, Policy } from './call.ts';
import type { CacheOutcome } from './upstream.ts';
import type { UpstreamFailure } from './upstream-error.ts';

/** In seconds, from a kept answer to what nobody waits for any more. */
const LATENCY_BOUNDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Why a call had no answer. */
export type FailureKind = UpstreamFailure['kind'];

/** Calls under way, and behind them those that wait for a place. */
export interface Load {
  readonly inFlight: number;
  readonly queued: number;
}

export interface Connections {
  readonly open: number;
  readonly idle: number;
}

export type BreakerState = 'closed' | 'open' | 'half-open';

/**
 * Running counts of one source's client, for whoever scrapes. Plain numbers that only grow, since they are counted on the way
 * of every call; what is true of a moment is read from the layers when it is asked for.
 */
export class Traffic {
  /** Of calls, from the caller's asking to its answer or failure, in seconds. */
  readonly latency = new Histogram(LATENCY_BOUNDS);
  /** Answers by the first digit of their status. */
  readonly statuses = new Float64Array(6);
  readonly failures = new Map<FailureKind, number>();
  readonly refusals = new Map<Extract<UpstreamFailure, { kind: 'refused' }>['by'], number>();
  /** What the cache made of answered calls. */
  readonly cached = new Map<CacheOutcome, number>();
  /** Calls that took the answer of an equal one in flight. */
  coalesced = 0;
  retries = 0;
  hedges = 0;
  /** HTTP exchanges begun. */
  attempts = 0;
  /** Absent where there is no such layer. */
  load: (() => Load) | undefined;
  breaker: (() => BreakerState) | undefined;
  connections: (() => Connections) | undefined;

  /** A caller has its answer. */
  note(answer: Answer, cache: CacheOutcome | undefined, elapsedMs: number): void {
    this.latency.add(elapsedMs / 1_000);
    if (cache !== undefined) count(this.cached, cache);
    if (answer.ok) {
      const digit = Math.trunc(answer.value.status / 100);
      this.statuses[digit] = (this.statuses[digit] ?? 0) + 1;
      return;
    }
    const { failure } = answer;
    if (failure.kind === 'bug') return;
    count(this.failures, failure.kind);
    if (failure.kind === 'refused') count(this.refusals, failure.by);
  }
}

/** A layer between two others that sees each call pass. */
export function passing(see: () => void): Policy {
  return (next) => (call, settle) => {
    see();
    next(call, settle);
  };
}

function count<Key>(counts: Map<Key, number>, key: Key): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
