import { Histogram } from '../time/histogram.ts';
import { histogramMetric, type Metric, metric } from './metrics-metric.ts';
import { BoundedNames } from './metrics-names.ts';

/** What came of an operation: data; data and errors; errors alone; it was not run. */
export type OperationOutcome = 'ok' | 'partial' | 'failed' | 'refused';

/** One operation that has been answered. */
export interface EndedOperation {
  /** Undefined: it has none. */
  readonly name: string | undefined;
  readonly type: string | undefined;
  readonly outcome: OperationOutcome;
  readonly durationMs: number;
  readonly errorCodes: readonly string[];
  /** Calls that it has made itself, and their times together. */
  readonly calls: number;
  readonly upstreamMs: number;
}

export interface OperationMetrics {
  ended(operation: EndedOperation): void;
  readonly metrics: readonly Metric[];
}

export interface OperationBounds {
  /** Names that have series of their own. */
  readonly maxOperationNames: number;
  /** Error codes, which a schema may take from upstreams. */
  readonly maxErrorCodes: number;
}

/** In seconds. */
const DURATION_BOUNDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Times: one is no overlap at all. */
const FACTOR_BOUNDS = [1, 1.5, 2, 3, 5, 7.5, 10, 15, 25, 50, 100];

/** Counts operations by name. */
export function createOperationMetrics({ maxOperationNames, maxErrorCodes }: OperationBounds): OperationMetrics {
  const named = new BoundedNames(maxOperationNames, () => new Counted());
  const codes = new BoundedNames(maxErrorCodes, () => ({ count: 0 }));
  const factor = new Histogram(FACTOR_BOUNDS);
  return {
    ended({ name, type, outcome, durationMs, errorCodes, calls, upstreamMs }) {
      // What is not run has any name that somebody thinks of.
      const counted = named.of(outcome === 'refused' ? REFUSED : (name ?? ANONYMOUS));
      counted.note(type ?? 'unknown', outcome);
      counted.duration.add(durationMs / 1_000);
      counted.calls += calls;
      counted.upstreamSeconds += upstreamMs / 1_000;
      if (calls > 0 && durationMs > 0) factor.add(upstreamMs / durationMs);
      for (const code of errorCodes) codes.of(code).count += 1;
    },
    metrics: [
      metric('counter', 'overlap_operations_total', 'Operations answered, by name, type and outcome.', function* () {
        for (const [operation, { outcomes }] of named.entries()) {
          for (const [type, byOutcome] of outcomes) {
            for (const [outcome, value] of byOutcome) yield { labels: { operation, type, outcome }, value };
          }
        }
      }),
      histogramMetric(
        'overlap_operation_duration_seconds',
        'From the arrival of an operation to its answer.',
        function* () {
          for (const [operation, { duration }] of named.entries()) yield { labels: { operation }, histogram: duration };
        },
      ),
      metric('counter', 'overlap_operation_calls_total', 'Calls that operations have made.', function* () {
        for (const [operation, { calls: value }] of named.entries()) yield { labels: { operation }, value };
      }),
      metric('counter', 'overlap_operation_upstream_seconds_total', 'Times of those calls together.', function* () {
        for (const [operation, { upstreamSeconds: value }] of named.entries()) yield { labels: { operation }, value };
      }),
      metric('counter', 'overlap_operation_errors_total', 'Operations with an error of this code.', function* () {
        for (const [code, { count: value }] of codes.entries()) yield { labels: { code }, value };
      }),
      histogramMetric(
        'overlap_factor',
        "Sum of the times of an operation's calls, divided by its duration; of operations that called.",
        () => [{ labels: {}, histogram: factor }],
      ),
    ],
  };
}

/** What GraphQL calls a name has no parentheses. */
const ANONYMOUS = '(without a name)';
const REFUSED = '(refused)';

class Counted {
  readonly outcomes = new Map<string, Map<OperationOutcome, number>>();
  readonly duration = new Histogram(DURATION_BOUNDS);
  calls = 0;
  upstreamSeconds = 0;

  note(type: string, outcome: OperationOutcome): void {
    let byOutcome = this.outcomes.get(type);
    if (byOutcome === undefined) {
      byOutcome = new Map();
      this.outcomes.set(type, byOutcome);
    }
    byOutcome.set(outcome, (byOutcome.get(outcome) ?? 0) + 1);
  }
}
