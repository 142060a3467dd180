import { describe, expect, test } from 'vitest';
import { createOverlap, type Overlap } from '../src/index.ts';
import { createApp } from '../src/server/app.ts';
import type { SettingsInput } from '../src/settings/settings-schema.ts';
import { createFakeClock } from './harness/fake-clock.ts';
import { type StubReply, type StubUpstream, startStubUpstream } from './harness/stub-upstream.ts';
import { recordingLogger } from './server/fake-gateway.ts';

/** What a whole gateway does with answers that may be kept. */

const LINK = `extend schema @link(url: "https://specs.apollo.dev/connect/v0.3", import: ["@connect", "@source"])`;

function graph(origin: string): string {
  return `${LINK}
    @source(name: "api", http: { baseURL: "${origin}", headers: [{ name: "authorization", from: "authorization" }] })
  type Query {
    value: Int @connect(source: "api", http: { GET: "/value" }, selection: "$.value")
    loose: Int @connect(http: { GET: "${origin}/loose" }, selection: "$.value")
  }
  type Mutation { set: Int @connect(source: "api", http: { POST: "/value", body: "a: $(1)" }, selection: "$.value") }`;
}

interface Bench extends AsyncDisposable {
  readonly upstream: StubUpstream;
  readonly overlap: Overlap;
  readonly clock: ReturnType<typeof createFakeClock>;
  /** What the field is now, and as whom it was asked. */
  ask(field: 'value' | 'loose', authorization?: string): Promise<unknown>;
}

type Engine = 'compiled' | 'resolvers';

/** A gateway over one upstream whose answers count up. */
async function setUp(headers: StubReply['headers'], settings: SettingsInput = {}, engine?: Engine): Promise<Bench> {
  let value = 0;
  const reply = (): StubReply => {
    value += 1;
    return { body: { value }, ...(headers && { headers }) };
  };
  const upstream = await startStubUpstream({ 'GET /value': reply, 'GET /loose': reply, 'POST /value': { body: {} } });
  const clock = createFakeClock();
  const overlap = createOverlap({ typeDefs: graph(upstream.origin), settings, clock, ...(engine && { engine }) });
  return {
    upstream,
    overlap,
    clock,
    async ask(field, authorization) {
      const { data, errors } = await overlap.query({
        query: `{ ${field} }`,
        ...(authorization !== undefined && { headers: { authorization } }),
      });
      return errors?.[0]?.extensions.code ?? data?.[field];
    },
    async [Symbol.asyncDispose]() {
      await overlap[Symbol.asyncDispose]();
      await upstream[Symbol.asyncDispose]();
    },
  };
}

const EVERY_ENGINE: readonly Engine[] = ['compiled', 'resolvers'];

describe('an answer', () => {
  test.each(EVERY_ENGINE)('is given again while it is fresh, and then asked for (%s)', async (engine) => {
    await using bench = await setUp({ 'cache-control': 'max-age=60' }, {}, engine);
    expect(await bench.ask('value')).toBe(1);
    await bench.clock.advance(59_000);
    expect(await bench.ask('value')).toBe(1);
    await bench.clock.advance(1_000);
    expect(await bench.ask('value')).toBe(2);
    expect(bench.upstream.calls).toHaveLength(2);
  });

  test('of a connector without a source is kept, too', async () => {
    await using bench = await setUp({ 'cache-control': 'max-age=60' });
    expect([await bench.ask('loose'), await bench.ask('loose')]).toEqual([1, 1]);
  });

  test.each([undefined, { 'cache-control': 'no-store' }, { 'last-modified': 'Wed, 01 Jan 2020 00:00:00 GMT' }])(
    'that does not say so is asked for each time: %j',
    async (headers) => {
      await using bench = await setUp(headers);
      expect([await bench.ask('value'), await bench.ask('value')]).toEqual([1, 2]);
    },
  );

  test('is not kept where the settings say so', async () => {
    await using bench = await setUp({ 'cache-control': 'max-age=60' }, { sources: { api: { cache: false } } });
    expect([await bench.ask('value'), await bench.ask('value')]).toEqual([1, 2]);
    expect([await bench.ask('loose'), await bench.ask('loose')]).toEqual([3, 3]);
  });

  test('that finds no room is asked for', async () => {
    const settings: SettingsInput = { sources: { api: { cache: { maxBytes: 100 } } } };
    await using bench = await setUp({ 'cache-control': 'max-age=60' }, settings);
    expect([await bench.ask('value'), await bench.ask('value')]).toEqual([1, 2]);
  });

  test('once stale is confirmed by its validator and not sent again', async () => {
    const headers = { 'cache-control': 'max-age=60', etag: '"one"' };
    await using bench = await setUp(headers);
    expect(await bench.ask('value')).toBe(1);
    bench.upstream.on('GET /value', ({ headers: { 'if-none-match': tag } }) =>
      tag === '"one"' ? { status: 304, headers } : { status: 500 },
    );
    await bench.clock.advance(61_000);
    expect(await bench.ask('value')).toBe(1);
    await bench.clock.advance(59_000); // it is fresh again
    expect(await bench.ask('value')).toBe(1);
    expect(bench.upstream.calls).toHaveLength(2);
  });

  test('is gone when its place has been written to', async () => {
    await using bench = await setUp({ 'cache-control': 'max-age=60' });
    expect(await bench.ask('value')).toBe(1);
    await bench.overlap.query({ query: 'mutation { set }' });
    expect(await bench.ask('value')).toBe(2);
  });
});

describe('callers with credentials', () => {
  test('have answers of their own', async () => {
    await using bench = await setUp({ 'cache-control': 'private, max-age=60' });
    expect([await bench.ask('value', 'ada'), await bench.ask('value', 'eve')]).toEqual([1, 2]);
    expect([await bench.ask('value', 'ada'), await bench.ask('value', 'eve')]).toEqual([1, 2]);
    expect([await bench.ask('value'), await bench.ask('value')]).toEqual([3, 4]); // whose would it be?
  });

  test('share what is public', async () => {
    await using bench = await setUp({ 'cache-control': 'public, max-age=60' });
    expect([await bench.ask('value', 'ada'), await bench.ask('value', 'eve'), await bench.ask('value')]).toEqual([
      1, 1, 1,
    ]);
  });
});

describe('a stale answer', () => {
  const STALE = { sources: { api: { retry: false, cache: { staleIfError: '10m' } } } } satisfies SettingsInput;

  test.each(EVERY_ENGINE)('stands in for a failure as long as the settings say, and is marked (%s)', async (engine) => {
    await using bench = await setUp({ 'cache-control': 'max-age=60' }, STALE, engine);
    expect(await bench.ask('value')).toBe(1);
    bench.upstream.on('GET /value', { status: 503 });
    await bench.clock.advance(180_000);
    expect(await bench.overlap.query({ query: '{ value }' })).toEqual({
      data: { value: 1 },
      extensions: { overlap: { stale: [{ source: 'api', ageMs: 180_000, cause: 'UPSTREAM_STATUS' }] } },
    });
    await bench.clock.advance(481_000);
    expect(await bench.ask('value')).toBe('UPSTREAM_STATUS');
  });

  test('stands in where nobody can be reached, if it says so itself', async () => {
    await using bench = await setUp({ 'cache-control': 'max-age=1, stale-if-error=60' });
    expect(await bench.ask('loose')).toBe(1);
    bench.upstream.on('GET /loose', (_call, response) => void response.destroy());
    await bench.clock.advance(2_000);
    const asked = bench.overlap.query({ query: '{ loose }' });
    await settledBy(asked, bench.clock);
    expect(await asked).toEqual({
      data: { loose: 1 },
      extensions: {
        overlap: {
          stale: [{ connector: 'graph:Query.loose[0]', ageMs: expect.any(Number), cause: 'UPSTREAM_UNREACHABLE' }],
        },
      },
    });
  });

  test('is given at once while it is renewed, and is marked', async () => {
    await using bench = await setUp({ 'cache-control': 'max-age=1, stale-while-revalidate=60' });
    expect(await bench.ask('value')).toBe(1);
    await bench.clock.advance(2_000);
    expect(await bench.overlap.query({ query: '{ value }' })).toEqual({
      data: { value: 1 },
      extensions: { overlap: { stale: [{ source: 'api', ageMs: 2_000, cause: 'RENEWING' }] } },
    });
    await expect.poll(() => bench.ask('value')).toBe(2);
  });

  test('is for nobody else to keep', async () => {
    await using bench = await setUp({ 'cache-control': 'max-age=60' }, STALE);
    const app = createApp(bench.overlap, { logger: recordingLogger(), clock: bench.clock });
    const post = async () => {
      const payload = { query: '{ value }' };
      const { headers, body } = await app.inject({ method: 'POST', url: '/graphql', payload });
      return { body, kept: headers['cache-control'] };
    };
    expect(await post()).toEqual({ body: '{"data":{"value":1}}', kept: 'max-age=60' });
    expect(await post()).toEqual({ body: '{"data":{"value":1}}', kept: 'max-age=60' });
    bench.upstream.on('GET /value', { status: 503 });
    await bench.clock.advance(61_000);
    const { body, kept } = await post();
    expect(JSON.parse(body)).toMatchObject({ data: { value: 1 }, extensions: { overlap: { stale: [{}] } } });
    expect(kept).toBe('no-store');
    await app.close();
  });
});

test('a trace tells of each call how the cache handled it', async () => {
  await using bench = await setUp({ 'cache-control': 'max-age=60' });
  const calls = async (query: string) => {
    const { extensions } = await bench.overlap.query({ query, trace: true });
    return (extensions as { overlap: { calls: unknown } }).overlap.calls;
  };
  const call = { source: 'api', method: 'GET', status: 200, elapsedMs: 0 };
  expect(await calls('{ value }')).toMatchObject([{ ...call, attempts: 1, cache: 'overlap; fwd=uri-miss; stored' }]);
  expect(await calls('{ value }')).toMatchObject([{ ...call, attempts: 0, cache: 'overlap; hit; ttl=60' }]);
  expect(await calls('mutation { set }')).toMatchObject([
    { ...call, method: 'POST', attempts: 1, cache: expect.stringContaining('fwd=method') },
  ]);
  bench.upstream.on('GET /loose', { status: 404 });
  expect(await calls('{ loose }')).toMatchObject([{ connector: 'graph:Query.loose[0]', status: 404 }]);
});

/** Lets time pass until an answer is there; what is waited for in between are sockets. */
async function settledBy(answer: Promise<unknown>, clock: ReturnType<typeof createFakeClock>): Promise<void> {
  let settled = false;
  void answer.then(() => {
    settled = true;
  });
  await expect
    .poll(async () => {
      await clock.advance(10);
      return settled;
    })
    .toBe(true);
}
