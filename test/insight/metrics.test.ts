import { describe, expect, test } from 'vitest';
import { createMetrics, type ServerState } from '../../src/insight/metrics.ts';
import { BoundedNames } from '../../src/insight/metrics-names.ts';
import type { EndedOperation } from '../../src/insight/metrics-operations.ts';
import { Traffic } from '../../src/upstream/traffic.ts';

const BOUNDS = { maxOperationNames: 2, maxErrorCodes: 2 };
const IDLE: ServerState = { requestsInFlight: 0, liveTopics: 0, sources: [] };
const OK: EndedOperation = {
  name: 'Page',
  type: 'query',
  outcome: 'ok',
  durationMs: 20,
  errorCodes: [],
  calls: 10,
  upstreamMs: 150,
};

/** Lines of the output that begin with this. */
async function lines(metrics: ReturnType<typeof createMetrics>, start: string): Promise<readonly string[]> {
  const text = await metrics.print();
  return text.split('\n').filter((line) => line.startsWith(start));
}

describe('operations', () => {
  test('are counted by name, type and outcome', async () => {
    const metrics = createMetrics(() => IDLE, BOUNDS);
    metrics.ended(OK);
    metrics.ended(OK);
    metrics.ended({ ...OK, outcome: 'partial', errorCodes: ['UPSTREAM_TIMEOUT'] });
    expect(await lines(metrics, 'overlap_operations_total')).toEqual([
      'overlap_operations_total{operation="Page",type="query",outcome="ok"} 2',
      'overlap_operations_total{operation="Page",type="query",outcome="partial"} 1',
    ]);
    expect(await lines(metrics, 'overlap_operation_calls_total')).toEqual([
      'overlap_operation_calls_total{operation="Page"} 30',
    ]);
    expect(await lines(metrics, 'overlap_operation_errors_total')).toEqual([
      'overlap_operation_errors_total{code="UPSTREAM_TIMEOUT"} 1',
    ]);
  });

  test('have durations and factors as histograms, in which each class counts the smaller ones', async () => {
    const metrics = createMetrics(() => IDLE, BOUNDS);
    metrics.ended(OK);
    metrics.ended({ ...OK, durationMs: 60_000, calls: 0, upstreamMs: 0 });
    const durations = await lines(metrics, 'overlap_operation_duration_seconds');
    expect(durations).toContain('overlap_operation_duration_seconds_bucket{operation="Page",le="0.01"} 0');
    expect(durations).toContain('overlap_operation_duration_seconds_bucket{operation="Page",le="0.025"} 1');
    expect(durations).toContain('overlap_operation_duration_seconds_bucket{operation="Page",le="10"} 1');
    expect(durations).toContain('overlap_operation_duration_seconds_bucket{operation="Page",le="+Inf"} 2');
    expect(durations.slice(-2)).toEqual([
      'overlap_operation_duration_seconds_sum{operation="Page"} 60.02',
      'overlap_operation_duration_seconds_count{operation="Page"} 2',
    ]);
    expect((await lines(metrics, 'overlap_factor')).slice(-2)).toEqual([
      'overlap_factor_sum 7.5',
      'overlap_factor_count 1',
    ]);
  });

  test('of ever new names share one, and so do error codes', async () => {
    const metrics = createMetrics(() => IDLE, BOUNDS);
    for (let index = 0; index < 1_000; index += 1) {
      metrics.ended({ ...OK, name: `N${index}`, outcome: 'failed', errorCodes: [`CODE_${index}`] });
    }
    expect(await lines(metrics, 'overlap_operations_total')).toEqual([
      'overlap_operations_total{operation="N0",type="query",outcome="failed"} 1',
      'overlap_operations_total{operation="N1",type="query",outcome="failed"} 1',
      'overlap_operations_total{operation="other",type="query",outcome="failed"} 998',
    ]);
    expect(await lines(metrics, 'overlap_operation_errors_total')).toHaveLength(3);
  });

  test('that are refused take no name', async () => {
    const metrics = createMetrics(() => IDLE, BOUNDS);
    metrics.ended({ ...OK, name: 'Whatever', outcome: 'refused' });
    expect(await lines(metrics, 'overlap_operations_total')).toEqual([
      'overlap_operations_total{operation="(refused)",type="query",outcome="refused"} 1',
    ]);
  });
});

test('what somebody calls `other` is among the others', () => {
  const names = new BoundedNames(1, () => ({ count: 0 }));
  names.of('other').count += 1;
  names.of('a').count += 1;
  names.of('b').count += 1;
  expect([...names.entries()]).toEqual([['other', { count: 3 }]]);
});

test('the counts of sources are read when somebody scrapes, the state of layers too', async () => {
  const traffic = new Traffic();
  const state = { ...IDLE, requestsInFlight: 3, liveTopics: 2, sources: [{ name: 'orders', traffic }] };
  const metrics = createMetrics(() => state, BOUNDS);
  expect(await lines(metrics, 'overlap_source_attempts_total')).toEqual([
    'overlap_source_attempts_total{source="orders"} 0',
  ]);
  traffic.attempts = 7;
  traffic.breaker = () => 'open';
  traffic.load = () => ({ inFlight: 5, queued: 4 });
  traffic.note({ ok: false, failure: { kind: 'refused', by: 'breaker' } }, undefined, 3);
  traffic.note({ ok: false, failure: { kind: 'too large', limitBytes: 1 } }, undefined, 3);
  traffic.note({ ok: false, failure: { kind: 'undecodable', reason: '' } }, 'miss', 3);
  traffic.note({ ok: true, value: { status: 404, headers: new Map(), body: new Uint8Array() } }, 'hit', 3);
  expect(await lines(metrics, 'overlap_source_attempts_total')).toEqual([
    'overlap_source_attempts_total{source="orders"} 7',
  ]);
  expect(await lines(metrics, 'overlap_source_failures_total')).toEqual([
    'overlap_source_failures_total{source="orders",code="UPSTREAM_REFUSED"} 1',
    'overlap_source_failures_total{source="orders",code="UPSTREAM_BAD_RESPONSE"} 2',
  ]);
  expect(await lines(metrics, 'overlap_source_refusals_total')).toEqual([
    'overlap_source_refusals_total{source="orders",by="breaker"} 1',
  ]);
  expect(await lines(metrics, 'overlap_source_answers_total')).toEqual([
    'overlap_source_answers_total{source="orders",status="4xx"} 1',
  ]);
  expect(await lines(metrics, 'overlap_source_cache_total')).toEqual([
    'overlap_source_cache_total{source="orders",outcome="miss"} 1',
    'overlap_source_cache_total{source="orders",outcome="hit"} 1',
  ]);
  expect(await lines(metrics, 'overlap_source_breaker_state')).toEqual([
    'overlap_source_breaker_state{source="orders",state="closed"} 0',
    'overlap_source_breaker_state{source="orders",state="half-open"} 0',
    'overlap_source_breaker_state{source="orders",state="open"} 1',
  ]);
  expect(await lines(metrics, 'overlap_source_in_flight')).toEqual(['overlap_source_in_flight{source="orders"} 5']);
  expect(await lines(metrics, 'overlap_requests_in_flight')).toEqual(['overlap_requests_in_flight 3']);
  expect((await lines(metrics, 'nodejs_eventloop_lag_seconds')).length).toBeGreaterThan(0);
});
