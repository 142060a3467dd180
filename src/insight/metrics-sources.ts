import { FAILURE_CODES } from '../execution/field-error.ts';
import type { Traffic } from '../upstream/traffic.ts';
import { histogramMetric, type Metric, metric, type Sample } from './metrics-metric.ts';

/** A source, as people speak of it, and what its client counts. */
export interface SourceTraffic {
  readonly name: string;
  readonly traffic: Traffic;
}

const BREAKER_STATES = ['closed', 'half-open', 'open'] as const;

/** Metrics of sources, read from their clients whenever somebody scrapes. */
export function sourceMetrics(sources: () => Iterable<SourceTraffic>): readonly Metric[] {
  return [
    histogramMetric(
      'overlap_source_call_duration_seconds',
      'Calls of a source, from asking to answer or failure, kept answers and waiting included.',
      function* () {
        for (const { name: source, traffic } of sources()) yield { labels: { source }, histogram: traffic.latency };
      },
    ),
    counts('overlap_source_answers_total', 'Answers, by the class of their status.', (traffic) =>
      [...traffic.statuses].flatMap((value, digit) => (value > 0 ? [{ labels: { status: `${digit}xx` }, value }] : [])),
    ),
    counts('overlap_source_failures_total', 'Calls without an answer, by error code.', (traffic) => {
      const byCode = new Map<string, number>();
      for (const [kind, value] of traffic.failures) {
        const code = FAILURE_CODES[kind];
        byCode.set(code, (byCode.get(code) ?? 0) + value);
      }
      return [...byCode].map(([code, value]) => ({ labels: { code }, value }));
    }),
    counts('overlap_source_refusals_total', 'Calls that were not sent, by who refused.', (traffic) =>
      [...traffic.refusals].map(([by, value]) => ({ labels: { by }, value })),
    ),
    counts('overlap_source_cache_total', 'Answered calls, by what the cache made of them.', (traffic) =>
      [...traffic.cached].map(([outcome, value]) => ({ labels: { outcome }, value })),
    ),
    total('overlap_source_attempts_total', 'HTTP exchanges begun.', ({ attempts }) => attempts),
    total(
      'overlap_source_coalesced_total',
      'Calls that took the answer of an equal one in flight.',
      (traffic) => traffic.coalesced,
    ),
    total('overlap_source_retries_total', 'Attempts made again after a failure.', ({ retries }) => retries),
    total('overlap_source_hedges_total', 'Attempts made beside a late one.', ({ hedges }) => hedges),
    gauge('overlap_source_in_flight', 'Calls that hold or ask for a connection now.', ({ load }) => load?.().inFlight),
    gauge('overlap_source_queued', 'Calls that wait for a place now.', ({ load }) => load?.().queued),
    gauge('overlap_source_connections_open', 'Connections open now.', ({ connections }) => connections?.().open),
    gauge(
      'overlap_source_connections_idle',
      'Open connections that nobody uses now.',
      ({ connections }) => connections?.().idle,
    ),
    metric('gauge', 'overlap_source_breaker_state', '1 for the state in which the breaker is.', function* () {
      for (const { name: source, traffic } of sources()) {
        const now = traffic.breaker?.();
        if (now === undefined) continue;
        for (const state of BREAKER_STATES) yield { labels: { source, state }, value: state === now ? 1 : 0 };
      }
    }),
  ];

  function counts(name: string, help: string, read: (traffic: Traffic) => readonly Sample[]): Metric {
    return metric('counter', name, help, function* () {
      for (const { name: source, traffic } of sources()) {
        for (const { labels, value } of read(traffic)) yield { labels: { source, ...labels }, value };
      }
    });
  }

  function total(name: string, help: string, read: (traffic: Traffic) => number): Metric {
    return metric('counter', name, help, function* () {
      for (const { name: source, traffic } of sources()) yield { labels: { source }, value: read(traffic) };
    });
  }

  function gauge(name: string, help: string, read: (traffic: Traffic) => number | undefined): Metric {
    return metric('gauge', name, help, function* () {
      for (const { name: source, traffic } of sources()) {
        const value = read(traffic);
        if (value !== undefined) yield { labels: { source }, value };
      }
    });
  }
}
