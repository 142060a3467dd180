import { createHash } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import { createOverlap, type OverlapOptions } from '../../src/overlap.ts';
import { createApp } from '../../src/server/app.ts';
import { createFakeClock } from '../harness/fake-clock.ts';
import { askRaw, headerOf, type RawAnswer } from '../harness/raw-http.ts';
import { type StubReply, startStubUpstream } from '../harness/stub-upstream.ts';
import { recordingLogger } from './fake-gateway.ts';

/** What caches between a client and the endpoint are told. */

const graph = (origin: string, more = '') => `extend schema
  @link(url: "https://specs.apollo.dev/connect/v0.4", import: ["@connect", "@source"])
  @source(name: "api", http: { baseURL: "${origin}" })
  @source(name: "personal", http: { baseURL: "${origin}", headers: [
    { name: "authorization", from: "authorization" }, { name: "accept-language", from: "accept-language" }] })
type Query {
  constant: Int @connect(selection: "$(1)")
  echoed: String @connect(selection: "$request.headers.'x-me'->first")
  odd: String @connect(source: "api", http: { GET: "/long" }, selection: "$request.headers.'x-日'->first")
  long: Int @connect(source: "api", http: { GET: "/long" }, selection: "$.value")
  short: Int @connect(source: "api", http: { GET: "/short" }, selection: "$.value")
  silent: Int @connect(source: "api", http: { GET: "/silent" }, selection: "$.value")
  proxies: Int @connect(source: "api", http: { GET: "/proxies" }, selection: "$.value")
  secret: Int @connect(source: "personal", http: { GET: "/secret" }, selection: "$.value")
  mine: Int @connect(source: "personal", http: { GET: "/long" }, selection: "$.value")
  broken: Int @connect(source: "api", http: { GET: "/broken" }, selection: "$.value")
  ${more}
}
type Mutation { set: Int @connect(source: "api", http: { POST: "/set" }, selection: "$.value") }`;

const kept = (cacheControl: string): StubReply => ({ body: { value: 1 }, headers: { 'cache-control': cacheControl } });

async function setUp(options: Partial<OverlapOptions> = {}) {
  const stack = new AsyncDisposableStack();
  const upstream = stack.use(
    await startStubUpstream({
      'GET /long': kept('max-age=600'),
      'GET /short': kept('public, max-age=60'),
      'GET /proxies': kept('max-age=10, s-maxage=600'),
      'GET /secret': kept('private, max-age=300'),
      'GET /silent': { body: { value: 1 } },
      'GET /broken': { status: 404, headers: { 'cache-control': 'max-age=600' } },
      'POST /set': kept('max-age=600'),
    }),
  );
  const clock = createFakeClock();
  const settings = { mode: 'development', server: { port: 0 } } as const;
  const gateway = stack.use(
    createOverlap({
      typeDefs: graph(upstream.origin, options.resolvers && 'computed: Int'),
      settings,
      clock,
      ...options,
    }),
  );
  const app = createApp(gateway, { logger: recordingLogger(), clock });
  stack.defer(() => app.close());
  await app.listen({ port: 0 });
  const { port } = app.server.address() as AddressInfo;
  const post = (query: string, headers: Readonly<Record<string, string>> = {}) =>
    askRaw(port, { headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify({ query }) });
  const get = (search: string, headers: Readonly<Record<string, string>> = {}) =>
    askRaw(port, {
      method: 'GET',
      target: `/graphql?${search}`,
      headers: { 'apollo-require-preflight': '1', ...headers },
    });
  return { upstream, clock, post, get, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

const cacheControl = (answer: RawAnswer) => headerOf(answer, 'cache-control');
const codeOf = ({ body }: RawAnswer) => JSON.parse(body.toString()).errors?.[0]?.extensions.code;
const ME = { authorization: 'Bearer me' };

describe('Cache-Control', () => {
  test('tells the least remaining freshness of all calls', async () => {
    await using bench = await setUp();
    expect(cacheControl(await bench.post('{ long }'))).toBe('max-age=600');
    expect(cacheControl(await bench.post('{ long short }'))).toBe('max-age=60');
    await bench.clock.advance(20_500);
    expect(cacheControl(await bench.post('{ long short }'))).toBe('max-age=39');
    expect(cacheControl(await bench.post('{ long }'))).toBe('max-age=579');
    expect(bench.upstream.calls).toHaveLength(2);
  });

  test('is the same for those who share one execution', async () => {
    await using bench = await setUp();
    const answers = await Promise.all(Array.from({ length: 5 }, () => bench.post('{ long }')));
    expect(new Set(answers.map(cacheControl))).toEqual(new Set(['max-age=600']));
  });

  test.each([
    ['one call says nothing', '{ long silent }'],
    ['a field has failed', '{ long broken }'],
    ['nothing was called', '{ constant }'],
    ['the answer repeats what the client sent', '{ echoed }'],
    ['it asks for the schema', '{ __typename }'],
    ['something was changed', 'mutation { set }'],
    ['it is refused', '{ unknown }'],
  ])('is no-store where %s', async (_why, query) => {
    await using bench = await setUp();
    for (const way of ['whole', 'known'])
      expect([way, cacheControl(await bench.post(query))]).toEqual([way, 'no-store']);
  });

  test('depends on no header that nobody can send', async () => {
    await using bench = await setUp();
    const answer = await bench.post('{ odd }');
    expect([answer.status, headerOf(answer, 'vary')]).toEqual([200, 'Origin, accept, accept-encoding']);
  });

  test('of what only proxies may keep for long is the shorter lifetime', async () => {
    await using bench = await setUp();
    expect(cacheControl(await bench.post('{ proxies }'))).toBe('max-age=10');
  });

  test('is private where a credential was forwarded, and where an upstream says so', async () => {
    await using bench = await setUp();
    expect(cacheControl(await bench.post('{ mine }', ME))).toBe('private, max-age=600');
    expect(cacheControl(await bench.post('{ long mine }', ME))).toBe('private, max-age=600');
    expect(cacheControl(await bench.post('{ mine }'))).toBe('max-age=600');
    expect(cacheControl(await bench.post('{ mine }', { 'accept-language': 'de' }))).toBe('max-age=600');
    expect(cacheControl(await bench.post('{ secret long }', ME))).toBe('private, max-age=300');
  });

  test('is no-store where TypeScript takes part: what it depends on, only it knows', async () => {
    await using bench = await setUp({ resolvers: { Query: { computed: () => 1 } } });
    expect(cacheControl(await bench.post('{ long }'))).toBe('max-age=600');
    expect(cacheControl(await bench.post('{ long computed }'))).toBe('no-store');
  });

  test('is no-store where a program adds to requests, and could refuse one', async () => {
    await using bench = await setUp({ context: () => ({}) });
    expect(cacheControl(await bench.post('{ long }'))).toBe('no-store');
  });
});

describe('Vary', () => {
  test('names what the answer depends on', async () => {
    await using bench = await setUp();
    const vary = async (query: string) => headerOf(await bench.post(query, ME), 'vary');
    expect(await vary('{ long }')).toBe('Origin, accept, accept-encoding');
    expect(await vary('{ mine }')).toBe('Origin, accept, accept-encoding, accept-language, authorization');
  });
});

describe('a persisted query by GET', () => {
  const query = '{ long }';
  const sha256Hash = createHash('sha256').update(query).digest('hex');
  const extensions = `extensions=${encodeURIComponent(JSON.stringify({ persistedQuery: { version: 1, sha256Hash } }))}`;

  test('is not known, is registered, and is then an answer that caches may keep', async () => {
    await using bench = await setUp();
    const unknown = await bench.get(extensions);
    expect([codeOf(unknown), cacheControl(unknown)]).toEqual(['PERSISTED_QUERY_NOT_FOUND', 'no-store']);
    expect(headerOf(unknown, 'etag')).toBeUndefined();
    const registered = await bench.get(`${extensions}&query=${encodeURIComponent(query)}`);
    const known = await bench.get(extensions);
    for (const answer of [registered, known]) {
      expect([answer.status, answer.body.toString()]).toEqual([200, '{"data":{"long":1}}']);
      expect(cacheControl(answer)).toBe('max-age=600');
    }
    const entityTag = headerOf(known, 'etag') ?? '';
    expect(entityTag).toMatch(/^"[\w-]+"$/);
    expect(headerOf(registered, 'etag')).toBe(entityTag);
  });

  test('that has not changed is a 304 without a body', async () => {
    await using bench = await setUp();
    const search = `query=${encodeURIComponent(query)}`;
    const whole = await bench.get(search);
    const entityTag = headerOf(whole, 'etag') ?? '';
    for (const condition of [entityTag, `W/${entityTag}`, `"other", ${entityTag}`, '*']) {
      const answer = await bench.get(search, { 'if-none-match': condition });
      expect([answer.status, answer.body.length]).toEqual([304, 0]);
      expect(headerOf(answer, 'content-length')).toBeUndefined();
      for (const name of ['etag', 'cache-control', 'vary']) expect(headerOf(answer, name)).toBe(headerOf(whole, name));
    }
    expect((await bench.get(search, { 'if-none-match': '"other"' })).status).toBe(200);
  });

  test('has another validator in another media type', async () => {
    await using bench = await setUp();
    const search = `query=${encodeURIComponent(query)}`;
    const own = await bench.get(search, { accept: 'application/graphql-response+json' });
    expect(headerOf(own, 'etag')).not.toBe(headerOf(await bench.get(search), 'etag'));
  });

  test('that failed has no validator, and a POST none either', async () => {
    await using bench = await setUp();
    expect(headerOf(await bench.get('query={broken}'), 'etag')).toBeUndefined();
    expect(headerOf(await bench.post('{ long }'), 'etag')).toBeUndefined();
  });
});
