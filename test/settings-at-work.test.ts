import { describe, expect, test } from 'vitest';
import { createOverlap, createSchema } from '../src/index.ts';
import type { SettingsInput } from '../src/settings/settings-schema.ts';
import { type StubCall, startStubUpstream } from './harness/stub-upstream.ts';

/** What settings do to the calls of a whole gateway. */

const LINK = `extend schema
  @link(url: "https://specs.apollo.dev/connect/v0.3", import: ["@connect", "@source"])`;

function graph(origin: string): string {
  return `${LINK} @source(name: "api", http: { baseURL: "${origin}/{$config.area}" })
    type Query {
      read: Int @connect(source: "api", http: { GET: "/read", headers: [{ name: "x-key", value: "{$config.key}" }] }, selection: "$.value")
      plain: Int @connect(http: { GET: "${origin}/plain/{$config.area}" }, selection: "$.value")
    }
    type Mutation {
      write: Int @connect(source: "api", http: { POST: "/write", body: "a: $(1)" }, selection: "$.value")
    }`;
}

const CONFIG = { $config: { area: 'top', key: 'of the top' } };

function headersOf(call: StubCall | undefined, name: string): string | string[] | undefined {
  return call?.headers[name];
}

describe('$config', () => {
  test('of the top level is seen by a source that sets none, in its URL too, and by connectors without a source', async () => {
    await using upstream = await startStubUpstream({ '*': { body: { value: 1 } } });
    await using overlap = createOverlap({ typeDefs: graph(upstream.origin), settings: CONFIG });
    expect(await overlap.query({ query: '{ read plain }' })).toEqual({ data: { read: 1, plain: 1 } });
    expect(upstream.calls.map(({ url }) => url).sort()).toEqual(['/plain/top', '/top/read']);
    expect(
      headersOf(
        upstream.calls.find(({ url }) => url === '/top/read'),
        'x-key',
      ),
    ).toBe('of the top');
  });

  test('of a source stands in its place', async () => {
    await using upstream = await startStubUpstream({ '*': { body: { value: 1 } } });
    const settings: SettingsInput = { ...CONFIG, sources: { api: { $config: { area: 'own' } } } };
    await using overlap = createOverlap({ typeDefs: graph(upstream.origin), settings });
    await overlap.query({ query: '{ read }' });
    expect(upstream.calls.map(({ url, headers }) => [url, headers['x-key']])).toEqual([['/own/read', '']]);
  });

  test('of a service is seen by its connectors without a source', async () => {
    await using upstream = await startStubUpstream({ '*': { body: { value: 1 } } });
    const settings: SettingsInput = { ...CONFIG, sources: { 'graph.*': { $config: { area: 'service' } } } };
    await using overlap = createOverlap({ typeDefs: graph(upstream.origin), settings });
    await overlap.query({ query: '{ read plain }' });
    expect(upstream.calls.map(({ url }) => url).sort()).toEqual(['/plain/service', '/service/read']);
  });
});

describe('the deadline header', () => {
  test('tells what is left, and keeps no equal calls apart', async () => {
    await using upstream = await startStubUpstream({ '*': { body: { value: 1 }, delayMs: 60 } });
    const settings: SettingsInput = { ...CONFIG, sources: { api: { deadlineHeader: 'x-left-ms' } } };
    await using overlap = createOverlap({ typeDefs: graph(upstream.origin), settings });
    await Promise.all([
      overlap.query({ query: '{ read }', deadlineMs: 2_000 }),
      overlap.query({ query: '{ read }', deadlineMs: 1_000 }),
    ]);
    expect(upstream.calls).toHaveLength(1);
    const leftMs = Number(headersOf(upstream.calls[0], 'x-left-ms'));
    expect(leftMs).toBeGreaterThan(900);
    expect(leftMs).toBeLessThanOrEqual(2_000);
  });

  test('is not sent unless asked for', async () => {
    await using upstream = await startStubUpstream({ '*': { body: { value: 1 } } });
    await using overlap = createOverlap({ typeDefs: graph(upstream.origin), settings: CONFIG });
    await overlap.query({ query: '{ read }' });
    expect(headersOf(upstream.calls[0], 'overlap-deadline-ms')).toBeUndefined();
  });
});

describe('a failed write', () => {
  const answers = () => {
    let count = 0;
    return () => {
      count += 1;
      return count === 1 ? { status: 503 } : { body: { value: count } };
    };
  };

  test('is not repeated', async () => {
    await using upstream = await startStubUpstream({ 'POST /top/write': answers() });
    await using overlap = createOverlap({ typeDefs: graph(upstream.origin), settings: CONFIG });
    expect((await overlap.query({ query: 'mutation { write }' })).data).toEqual({ write: null });
    expect(upstream.calls).toHaveLength(1);
  });

  test('is repeated where the source says that this does no harm', async () => {
    await using upstream = await startStubUpstream({ 'POST /top/write': answers() });
    const settings: SettingsInput = { ...CONFIG, sources: { api: { retry: { idempotent: true } } } };
    await using overlap = createOverlap({ typeDefs: graph(upstream.origin), settings });
    expect(await overlap.query({ query: 'mutation { write }' })).toEqual({ data: { write: 2 } });
    expect(upstream.calls).toHaveLength(2);
  });
});

describe('header rules', () => {
  test("override the schema's headers, and hold for every source", async () => {
    await using upstream = await startStubUpstream({ '*': { body: { value: 1 } } });
    const headers = [{ propagate: { named: 'x-key' } }, { insert: { name: 'x-team', value: 'shop' } }];
    await using overlap = createOverlap({
      typeDefs: graph(upstream.origin),
      settings: { ...CONFIG, sourceDefaults: { headers } },
    });
    await overlap.query({ query: '{ read }', headers: { 'X-Key': 'from the client' } });
    expect(upstream.calls[0]?.headers).toMatchObject({ 'x-key': 'from the client', 'x-team': 'shop' });
  });
});

test('no pattern passes on what the client says to Overlap itself, whatever its name', async () => {
  await using upstream = await startStubUpstream({ '*': { body: { value: 1 } } });
  await using overlap = createOverlap({
    typeDefs: graph(upstream.origin),
    settings: {
      ...CONFIG,
      deadlineRequestHeader: 'x-client-timeout',
      sourceDefaults: { headers: [{ propagate: { matching: '^x-' } }] },
    },
  });
  await overlap.query({ query: '{ read }', headers: { 'X-Client-Timeout': '700', 'X-Team': 'shop' } });
  expect(upstream.calls[0]?.headers).toMatchObject({ 'x-team': 'shop' });
  expect(headersOf(upstream.calls[0], 'x-client-timeout')).toBeUndefined();
});

test('settings of a source that the graph lacks are refused', () => {
  const options = { typeDefs: graph('http://127.0.0.1:9'), settings: { ...CONFIG, sources: { ap: {} } } };
  const sentence = 'sources.ap: The schema has no source `ap`. Did you mean `api`?';
  expect(() => createOverlap(options)).toThrow(sentence);
  expect(() => createSchema(options)).toThrow(sentence);
});
