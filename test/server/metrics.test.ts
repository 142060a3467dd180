import { afterEach, describe, expect, test } from 'vitest';
import { createOverlap, type Overlap } from '../../src/overlap.ts';
import { createApp } from '../../src/server/app.ts';
import { startServer } from '../../src/server/start-server.ts';
import type { SettingsInput } from '../../src/settings/settings-schema.ts';
import { startStubUpstream } from '../harness/stub-upstream.ts';
import { recordingLogger } from './fake-gateway.ts';

let opened = new AsyncDisposableStack();

afterEach(async () => {
  await opened.disposeAsync();
  opened = new AsyncDisposableStack();
});

const SCHEMA = `extend schema
  @link(url: "https://specs.apollo.dev/connect/v0.3", import: ["@connect", "@source"])
  @source(name: "shop", http: { baseURL: "http://shop.example" })
type Query {
  a: Int @connect(source: "shop", http: { GET: "/a" }, selection: "$.n")
  b: Int @connect(source: "shop", http: { GET: "/b" }, selection: "$.n")
  kept: Int @connect(source: "shop", http: { GET: "/kept" }, selection: "$.n")
}`;

async function shop(settings: SettingsInput = {}): Promise<Overlap> {
  const stub = opened.use(
    await startStubUpstream({
      'GET /a': { body: { n: 1 } },
      'GET /b': { status: 500, body: {} },
      'GET /kept': { body: { n: 2 }, headers: { 'cache-control': 'max-age=60' } },
    }),
  );
  const sources = { shop: { baseURL: stub.origin, retry: false } as const };
  return opened.use(createOverlap({ typeDefs: SCHEMA, settings: { ...settings, sources } }));
}

function asking(gateway: Overlap) {
  const logger = recordingLogger();
  const app = createApp(gateway, { logger });
  opened.defer(() => app.close());
  const ask = (query: string) => app.inject({ method: 'POST', url: '/graphql', payload: { query } });
  const scrape = async () => (await app.inject({ method: 'GET', url: '/metrics' })).body;
  return { app, logger, ask, scrape };
}

describe('/metrics', () => {
  test('tells in development, beside the endpoint, what operations and sources did', async () => {
    const { ask, scrape } = asking(await shop({ mode: 'development' }));
    await ask('query Page { a b }');
    await ask('query Page { a b }');
    await ask('query Kept { kept }');
    await ask('query Kept { kept }');
    await ask('query Wrong { nothing }');
    const text = await scrape();
    expect(text).toContain('overlap_operations_total{operation="Page",type="query",outcome="partial"} 2\n');
    expect(text).toContain('overlap_operations_total{operation="Kept",type="query",outcome="ok"} 2\n');
    expect(text).toContain('overlap_operations_total{operation="(refused)"');
    expect(text).not.toContain('Wrong');
    expect(text).toContain('overlap_operation_calls_total{operation="Page"} 4\n');
    expect(text).toContain('overlap_operation_errors_total{code="UPSTREAM_STATUS"} 2\n');
    expect(text).toContain('overlap_source_call_duration_seconds_count{source="shop"} 6\n');
    expect(text).toContain('overlap_source_answers_total{source="shop",status="2xx"} 4\n');
    expect(text).toContain('overlap_source_answers_total{source="shop",status="5xx"} 2\n');
    expect(text).toContain('overlap_source_attempts_total{source="shop"} 5\n');
    expect(text).toContain('overlap_source_cache_total{source="shop",outcome="hit"} 1\n');
    expect(text).toContain('overlap_source_breaker_state{source="shop",state="closed"} 1\n');
    expect(text).toMatch(/overlap_source_connections_open\{source="shop"\} [12]\n/);
    expect(text).toContain('overlap_source_in_flight{source="shop"} 0\n');
    expect(text).toContain('process_cpu_seconds_total');
  });

  test('is nothing that the public sees in production, but operators do', async () => {
    const gateway = await shop({ mode: 'production', server: { port: 0, admin: { port: 0 } } });
    const started = await startServer(gateway, { logger: recordingLogger(), drain: { noticeMs: 0, maxMs: 30_000 } });
    if (!started.ok) throw new Error(started.failure.message);
    const { url, adminUrl } = opened.use(started.value);
    await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: 'query Page { a }' }),
    });
    expect((await fetch(new URL('/metrics', url))).status).toBe(404);
    const scraped = await fetch(`${adminUrl}/metrics`);
    expect(scraped.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(await scraped.text()).toContain('overlap_operations_total{operation="Page",type="query",outcome="ok"} 1\n');
  });
});

test('the line of an operation tells how many calls it made, and how far they overlapped', async () => {
  const { ask, logger } = asking(await shop());
  await ask('query Page { a b }');
  await ask('{ __typename }');
  const told = logger.lines.filter(({ message }) => message === 'operation').map(({ fields }) => fields);
  expect(told).toEqual([
    expect.objectContaining({ operationName: 'Page', calls: 2, factor: expect.any(Number) }),
    expect.objectContaining({ operationType: 'query', calls: 0, factor: undefined }),
  ]);
});
