import { describe, expect, test } from 'vitest';
import { createOverlap } from '../src/index.ts';
import type { SettingsInput } from '../src/settings/settings-schema.ts';
import { systemClock } from '../src/time/clock.ts';
import { createUpstreamPool } from '../src/upstream-pool.ts';
import { clockHeldUntil } from './harness/held-clock.ts';
import { type StubReply, type StubRoute, startStubUpstream } from './harness/stub-upstream.ts';

/** Credentials of a source, redirects, second attempts: what they do to the calls of a whole gateway. */

const LINK = `extend schema @link(url: "https://specs.apollo.dev/connect/v0.3", import: ["@connect", "@source"])`;

/** A slow machine is no failure. */
const PATIENT = {
  deadline: '1m',
  sourceDefaults: { timeout: { connect: '1m', attempt: '1m', queue: '1m' } },
} as const satisfies SettingsInput;

function graph(origin: string): string {
  return `${LINK}
    @source(name: "api", http: { baseURL: "${origin}", headers: [{ name: "authorization", from: "authorization" }] })
  type Query {
    a: Int @connect(source: "api", http: { GET: "/a" }, selection: "$.value")
    b: Int @connect(source: "api", http: { GET: "/b" }, selection: "$.value")
    me: String @connect(source: "api", http: { GET: "/me" }, selection: "$.who")
  }
  type Mutation { set: Int @connect(source: "api", http: { POST: "/a" }, selection: "$.value") }`;
}

describe('credentials of a source', () => {
  const SECRET = 'hush/hush&hush';

  /** A token server that counts its tokens, and a source that takes only the last one. */
  async function setUp(answer: (number: number) => StubReply = () => ({})) {
    let issued = 0;
    const tokens = await startStubUpstream({
      'POST /token': () => {
        issued += 1;
        return { body: { access_token: `t${issued}`, token_type: 'Bearer', expires_in: 3600 }, ...answer(issued) };
      },
    });
    const valid: StubRoute = ({ headers: { authorization } }) =>
      authorization === `Bearer t${issued}` ? { body: { value: issued, who: authorization } } : { status: 401 };
    const api = await startStubUpstream({ '*': valid });
    const oauth = { tokenUrl: `${tokens.origin}/token`, clientId: 'dash:board', clientSecret: SECRET };
    return {
      tokens,
      api,
      oauth,
      revoke: () => {
        issued += 1;
      },
      open: (more: Partial<SettingsInput['sources']> = {}) =>
        createOverlap({ typeDefs: graph(api.origin), settings: { sources: { api: { oauth, ...more } } } }),
      async [Symbol.asyncDispose]() {
        await tokens[Symbol.asyncDispose]();
        await api[Symbol.asyncDispose]();
      },
    };
  }

  test('sign all calls with one token, whatever the client sends', async () => {
    await using bench = await setUp();
    await using overlap = bench.open();
    const headers = { authorization: 'Bearer of the client' };
    expect(await overlap.query({ query: '{ a b me }', headers })).toEqual({ data: { a: 1, b: 1, me: 'Bearer t1' } });
    expect(bench.tokens.calls).toHaveLength(1);
    const [asked] = bench.tokens.calls;
    expect(asked?.body).toBe('grant_type=client_credentials');
    expect(asked?.headers.authorization).toBe(
      `Basic ${Buffer.from('dash%3Aboard:hush%2Fhush%26hush').toString('base64')}`,
    );
  });

  test('may stand in the body, with a scope and other parameters', async () => {
    await using bench = await setUp();
    const oauth = { ...bench.oauth, authentication: 'body', scope: 'a b', parameters: { audience: 'x' } } as const;
    await using overlap = bench.open({ oauth } as Partial<SettingsInput['sources']>);
    expect((await overlap.query({ query: '{ a }' })).data).toEqual({ a: 1 });
    const [asked] = bench.tokens.calls;
    expect(asked?.headers.authorization).toBeUndefined();
    expect(Object.fromEntries(new URLSearchParams(asked?.body))).toEqual({
      audience: 'x',
      client_id: 'dash:board',
      client_secret: SECRET,
      grant_type: 'client_credentials',
      scope: 'a b',
    });
  });

  test('that are refused are fetched anew, and the call is made again', async () => {
    await using bench = await setUp();
    await using overlap = bench.open();
    expect((await overlap.query({ query: '{ a }' })).data).toEqual({ a: 1 });
    bench.revoke();
    expect((await overlap.query({ query: '{ a }' })).data).toEqual({ a: 3 });
  });

  test('that cannot be had are a failure of the source’s own fields, which tells no secret', async () => {
    await using bench = await setUp(() => ({ status: 403, body: { error: `no ${SECRET}` } }));
    await using overlap = bench.open();
    const result = await overlap.query({ query: '{ a __typename }', trace: true });
    expect(result).toMatchObject({ data: { a: null, __typename: 'Query' } });
    expect(result.errors?.map(({ extensions }) => extensions.code)).toEqual(['UPSTREAM_UNREACHABLE']);
    expect(JSON.stringify(result)).not.toContain('hush');
    expect(JSON.stringify(result)).not.toContain(bench.tokens.origin);
    expect(bench.api.calls).toEqual([]);
  });

  test('are those of new settings after a reload', async () => {
    await using bench = await setUp();
    const upstreams = createUpstreamPool();
    const open = (clientId: string) => {
      const settings = { sources: { api: { oauth: { ...bench.oauth, clientId } } } };
      return createOverlap({ typeDefs: graph(bench.api.origin), settings, upstreams });
    };
    await using old = open('old');
    expect((await old.query({ query: '{ a }' })).data).toEqual({ a: 1 });
    await using next = open('new');
    expect((await next.query({ query: '{ b }' })).data).toEqual({ b: 2 });
    const identities = bench.tokens.calls.map(({ headers: { authorization = '' } }) =>
      Buffer.from(authorization.slice('Basic '.length), 'base64').toString(),
    );
    expect(identities).toEqual(['old:hush%2Fhush%26hush', 'new:hush%2Fhush%26hush']);
  });
});

describe('redirects', () => {
  const FOLLOWED: SettingsInput = { sources: { api: { redirects: 'sameOrigin' } } };

  test('are followed where the settings say so, on the same origin, with the client’s credentials', async () => {
    await using upstream = await startStubUpstream({
      'GET /a': { status: 302, headers: { location: '/moved?x=1' } },
      'GET /moved': ({ headers }) => ({ body: { value: headers.authorization === 'ada' ? 1 : 0 } }),
    });
    const typeDefs = graph(upstream.origin);
    const ask = { query: '{ a }', headers: { authorization: 'ada' } };
    await using overlap = createOverlap({ typeDefs, settings: FOLLOWED });
    expect(await overlap.query(ask)).toEqual({ data: { a: 1 } });
    await using strict = createOverlap({ typeDefs });
    expect((await strict.query(ask)).errors?.[0]?.extensions).toMatchObject({
      code: 'UPSTREAM_STATUS',
      http: { status: 302 },
    });
  });

  test('lead nobody to another origin', async () => {
    await using other = await startStubUpstream({ '*': { body: { value: 666 } } });
    await using upstream = await startStubUpstream({
      '*': { status: 307, headers: { location: `${other.origin}/a` } },
    });
    await using overlap = createOverlap({ typeDefs: graph(upstream.origin), settings: FOLLOWED });
    for (const query of ['{ a }', 'mutation { set }'])
      expect((await overlap.query({ query })).errors?.[0]?.extensions.http).toEqual({ status: 307 });
    expect(other.connections).toBe(0);
  });

  test('of writes are answers', async () => {
    await using upstream = await startStubUpstream({ '*': { status: 307, headers: { location: '/b' } } });
    await using overlap = createOverlap({ typeDefs: graph(upstream.origin), settings: FOLLOWED });
    const { errors } = await overlap.query({ query: 'mutation { set }' });
    expect(errors?.[0]?.extensions.http).toEqual({ status: 307 });
    expect(upstream.calls.map(({ method, url }) => `${method} ${url}`)).toEqual(['POST /a']);
  });

  test('in a circle end', async () => {
    await using upstream = await startStubUpstream({ '*': { status: 302, headers: { location: '/a' } } });
    await using overlap = createOverlap({ typeDefs: graph(upstream.origin), settings: FOLLOWED });
    const { errors } = await overlap.query({ query: '{ a }' });
    expect(errors?.[0]?.extensions.http).toEqual({ status: 302 });
    expect(upstream.calls).toHaveLength(6);
  });
});

describe('a second attempt', () => {
  /** The first request of a path is never answered, the others at once; each tells its number. */
  function firstHangs(): { readonly route: StubRoute; readonly asked: Promise<void> } {
    let calls = 0;
    const asked = Promise.withResolvers<void>();
    const route: StubRoute = () => {
      calls += 1;
      asked.resolve();
      return calls === 1 ? undefined : { body: { value: calls } };
    };
    return { route, asked: asked.promise };
  }

  test('beside a late first one answers first', async () => {
    await using upstream = await startStubUpstream({ 'GET /a': firstHangs().route });
    const settings: SettingsInput = { ...PATIENT, sources: { api: { hedge: { after: '30ms' } } } };
    await using overlap = createOverlap({ typeDefs: graph(upstream.origin), settings });
    const { data, extensions } = await overlap.query({ query: '{ a }', trace: true });
    expect(data).toEqual({ a: 2 });
    expect(extensions).toMatchObject({ overlap: { calls: [{ attempts: 2 }] } });
    expect(upstream.hits('GET /a')).toBe(2);
    await expect.poll(() => upstream.running).toBe(0); // the late one is given up
  });

  test('is never made of a write, unless that is declared harmless', async () => {
    const { route, asked } = firstHangs();
    await using upstream = await startStubUpstream({ 'POST /a': route });
    const typeDefs = graph(upstream.origin);
    const open = (hedge: { after: string; idempotent?: boolean }, settings: SettingsInput, clock = systemClock) =>
      createOverlap({ typeDefs, settings: { ...settings, sources: { api: { hedge } } }, clock });
    await using careful = open({ after: '30ms' }, { deadline: '400ms' }, clockHeldUntil(asked));
    expect((await careful.query({ query: 'mutation { set }' })).errors).toHaveLength(1);
    expect(upstream.calls).toHaveLength(1);
    upstream.on('POST /a', firstHangs().route);
    await using bold = open({ after: '30ms', idempotent: true }, PATIENT);
    expect((await bold.query({ query: 'mutation { set }' })).data).toEqual({ set: 2 });
  });
});

test('an adaptive limit lets fewer calls through at once when the source says that it has too much to do', async () => {
  const typeDefs = (origin: string) => `${LINK} @source(name: "api", http: { baseURL: "${origin}" })
    type Query { row(id: Int!): Int @connect(source: "api", http: { GET: "/rows/{$args.id}" }, selection: "$.value") }`;
  const rows = Array.from({ length: 40 }, (_, id) => `r${id}: row(id: ${id})`).join(' ');
  await using upstream = await startStubUpstream({ '*': { status: 503, delayMs: 5 } });
  const quiet = { retry: false, breaker: false } as const;
  const settings: SettingsInput = { ...PATIENT, sources: { api: { ...quiet, adaptive: { min: 2 } } } };
  await using overlap = createOverlap({ typeDefs: typeDefs(upstream.origin), settings });
  await overlap.query({ query: `{ ${rows} }` });
  expect(upstream.peak).toBeLessThanOrEqual(20);
  upstream.on('*', { body: { value: 1 }, delayMs: 5 });
  let most = 0;
  const count = setInterval(() => {
    most = Math.max(most, upstream.running);
  }, 1);
  const { errors } = await overlap.query({ query: `{ ${rows} }` });
  clearInterval(count);
  expect(errors).toBeUndefined();
  expect(most).toBeLessThan(20); // of forty, though all is well again
});
