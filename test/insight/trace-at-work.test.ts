import { describe, expect, test } from 'vitest';
import { createOverlap, type GatewayObserver, type OverlapOptions } from '../../src/index.ts';
import type { ToldOperation } from '../../src/insight/tell-record.ts';
import { createApp } from '../../src/server/app.ts';
import type { SettingsInput } from '../../src/settings/settings-schema.ts';
import { memoryUpstreams } from '../harness/memory-upstreams.ts';
import { type StubRoute, startStubUpstream } from '../harness/stub-upstream.ts';
import { recordingLogger } from '../server/fake-gateway.ts';
import { parseServerTiming } from './parse-server-timing.ts';

/** What a trace tells of a whole gateway's work. */

const ROUTES: Readonly<Record<string, StubRoute>> = {
  'GET /posts': { body: [1, 2, 3].map((id) => ({ id, authorId: id % 2 })) },
  'POST /users': ({ body }) => ({ body: JSON.parse(body).map((id: number) => ({ id, name: `u${id}` })) }),
  'GET /teams/u0': { body: { title: 'even' } },
  'GET /teams/u1': { body: { title: 'odd' } },
  'GET /broken': { status: 503, body: 'sorry' },
};

const SECRET = 'hush-hush';

async function setUp(options: Partial<OverlapOptions> = {}, extra = '') {
  const stub = await startStubUpstream(ROUTES);
  const overlap = createOverlap({
    typeDefs: `extend schema @link(url: "https://specs.apollo.dev/connect/v0.3", import: ["@connect", "@source"])
      @source(name: "api", http: { baseURL: "${stub.origin}", headers: [{ name: "x-key", value: "${SECRET}" }] })
    type Query {
      posts: [Post] @connect(source: "api", http: { GET: "/posts" }, selection: "id author: { id: authorId }")
      broken: String @connect(source: "api", http: { GET: "/broken?token=${SECRET}" }, selection: "$")
      again: String @connect(source: "api", http: { GET: "/broken?token=${SECRET}" }, selection: "$")
      ${extra}
    }
    type Post { id: ID author: User }
    type User
      @connect(source: "api", http: { POST: "/users", body: "$($batch.id)" }, batch: { maxSize: 1 }, selection: "id name") {
      id: ID!
      name: String
      club: String @connect(source: "api", http: { GET: "/teams/u{$this.id}" }, selection: "$.title")
      team: String @connect(source: "api", http: { GET: "/teams/{$this.name}" }, selection: "$.title")
    }`,
    ...options,
  });
  return {
    stub,
    overlap,
    async trace(query: string) {
      const { data, errors, extensions } = await overlap.query({ query, trace: true });
      return { data, errors, told: extensions?.overlap as unknown as ToldOperation };
    },
    async [Symbol.asyncDispose]() {
      await overlap[Symbol.asyncDispose]();
      await stub[Symbol.asyncDispose]();
    },
  };
}

describe.each(['compiled', 'resolvers'] as const)('a trace of the %s engine', (engine) => {
  test('tells of every call where it belongs and whom it waited for', async () => {
    await using bench = await setUp({ engine });
    const { data, told } = await bench.trace('{ posts { id author { name team } } }');
    expect(data).toMatchObject({ posts: [{ author: { name: 'u1', team: 'odd' } }, { author: { team: 'even' } }, {}] });
    const { calls } = told;
    expect(calls).toHaveLength(5);
    const [posts, ...others] = calls;
    expect(posts).toMatchObject({ connector: 'graph:Query.posts[0]', path: ['posts'], waitsFor: [], status: 200 });
    const users = others.filter(({ connector }) => connector === 'graph:User[0]');
    expect(users).toMatchObject([
      { waitsFor: [posts?.id], path: ['posts', 0, 'author'], places: 2, batch: { size: 1, index: 0, of: 2 } },
      { waitsFor: [posts?.id], path: ['posts', 1, 'author'], batch: { size: 1, index: 1, of: 2 } },
    ]);
    const teams = others.filter(({ connector }) => connector === 'graph:User.team[0]');
    const [odd] = teams.filter(({ path }) => path[1] === 0);
    expect(odd).toMatchObject({ path: ['posts', 0, 'author', 'team'], method: 'GET', source: 'api', attempts: 1 });
    expect(odd?.waitsFor).toContain(users[0]?.id);
    expect(odd?.waitsFor).not.toContain(users[1]?.id);
    for (const { phases, elapsedMs } of calls) {
      const { queuedMs, connectMs, sentMs, firstByteMs, bodyMs } = phases as Required<typeof phases>;
      expect(queuedMs + connectMs + sentMs + firstByteMs + bodyMs).toBeLessThanOrEqual(elapsedMs + 1);
    }
  });

  test('names no wait where a key is copied from an argument', async () => {
    const extra =
      'user(id: ID!): User @connect(source: "api", http: { GET: "/teams/u0?id={$args.id}" }, selection: "id: $args.id")';
    await using bench = await setUp({ engine }, extra);
    const { data, told } = await bench.trace('{ user(id: "1") { club } }');
    expect(data).toEqual({ user: { club: 'odd' } });
    const [, named] = told.calls;
    expect(named).toMatchObject({ connector: 'graph:User.club[0]', path: ['user', 'club'] });
    expect(named?.waitsFor).toEqual(engine === 'compiled' ? [] : [1]);
  });

  test('says which policy did not let a call out', async () => {
    const settings: SettingsInput = { sources: { api: { rateLimit: { perSecond: 0.01, burst: 1 }, retry: false } } };
    await using bench = await setUp({ engine, settings });
    const { told } = await bench.trace('{ posts { id } broken }');
    const refused = { code: 'UPSTREAM_REFUSED', refusedBy: 'rate limit', attempts: 0 };
    expect(told.calls).toMatchObject([{ status: 200 }, refused]);
  });

  test('tells of failures, and neither URLs nor secrets', async () => {
    await using bench = await setUp({ engine });
    const { told, errors } = await bench.trace('{ broken again }');
    expect(errors).toHaveLength(2);
    expect(told.calls).toMatchObject([
      { status: 503, attempts: 2, places: 2, tried: [{ status: 503 }, { status: 503 }] },
    ]);
    const text = JSON.stringify(told);
    expect(text).not.toContain(SECRET);
    expect(text).not.toContain(new URL(bench.stub.origin).port);
    expect(text).not.toContain('/broken');
  });

  test('changes nothing of the answer and of what reaches the upstream', async () => {
    await using bench = await setUp({ engine });
    const query = '{ posts { id author { name team } } broken }';
    const plain = await bench.overlap.query({ query });
    const asked = bench.stub.calls.map(({ method, url, body }) => `${method} ${url} ${body}`).sort();
    const { data, errors } = await bench.trace(query);
    expect([data, errors?.length]).toEqual([plain.data, plain.errors?.length]);
    const again = bench.stub.calls.slice(asked.length).map(({ method, url, body }) => `${method} ${url} ${body}`);
    expect(again.sort()).toEqual(asked);
  });
});

test('calls of a TypeScript resolver are its own, whatever it awaits in between', async () => {
  const resolvers = {
    Query: {
      mine: async (
        _: unknown,
        __: unknown,
        { overlap }: { overlap: { call: (s: string, r: object) => Promise<unknown> } },
      ) => {
        await overlap.call('api', { path: '/posts' });
        await new Promise(setImmediate);
        await overlap.call('api', { path: '/teams/u1' });
        return 'done';
      },
      other: async (
        _: unknown,
        __: unknown,
        { overlap }: { overlap: { call: (s: string, r: object) => Promise<unknown> } },
      ) => {
        await overlap.call('api', { path: '/teams/u0' });
        return 'done';
      },
    },
  };
  await using bench = await setUp({ resolvers }, 'mine: String other: String');
  const { data, told } = await bench.trace('{ mine other }');
  expect(data).toEqual({ mine: 'done', other: 'done' });
  const mine = told.calls.filter(({ resolver }) => resolver === 'Query.mine');
  expect(mine.map(({ path }) => path)).toEqual([['mine'], ['mine']]);
  expect(told.calls.filter(({ resolver }) => resolver === 'Query.other')).toHaveLength(1);
  const runs = told.resolvers ?? [];
  expect(runs.find(({ field }) => field === 'Query.mine')).toMatchObject({ runs: 1, calls: mine.map(({ id }) => id) });
  expect(runs.find(({ field }) => field === 'Query.other')).toMatchObject({ runs: 1, path: ['other'] });
});

test('where nobody looks, nothing is told and nobody is asked', async () => {
  const heard: boolean[] = [];
  const upstreams = memoryUpstreams(() => ({ body: { title: 'even' } }));
  const openUpstream: NonNullable<OverlapOptions['openUpstream']> = (options, clock) => {
    const upstream = upstreams.openUpstream(options, clock);
    return {
      ...upstream,
      send(request, context) {
        heard.push(context.observe !== undefined);
        return upstream.send(request, context);
      },
    };
  };
  const asked: string[] = [];
  const counting: GatewayObserver = {
    operation: ({ written }) => ({
      detail: 'calls',
      call: ({ sites, step }) => {
        asked.push(`${written?.operation.operation} ${step?.connector.coordinate} ${sites.length}`);
        return undefined;
      },
    }),
  };
  const query = '{ one: item(id: 1) }';
  const item = 'item(id: ID): String @connect(source: "api", http: { GET: "/teams/u1" }, selection: "$.title")';
  await using plain = await setUp({ openUpstream }, item);
  await plain.overlap.query({ query });
  await plain.overlap.query({ query, trace: true });
  await using counted = await setUp({ openUpstream, observers: [counting] }, item);
  await counted.overlap.query({ query });
  await counted.overlap.query({ query, trace: true });
  expect(heard).toEqual([false, true, false, true]);
  expect(asked).toEqual(['query graph:Query.item[0] 0', 'query graph:Query.item[0] 1']);
});

test('a trace lists a thousand calls and counts the rest', async () => {
  await using bench = await setUp(
    {
      settings: {
        sourceDefaults: { maxRequestsPerOperation: 5_000 },
        limits: { tokens: 50_000, aliases: 2_000, rootFields: 2_000, cost: 5_000 },
      },
    },
    'item(id: ID): String @connect(source: "api", http: { GET: "/teams/u1?n={$args.id}" }, selection: "$.title")',
  );
  const fields = Array.from({ length: 1_003 }, (_, id) => `i${id}: item(id: ${id})`);
  const { told } = await bench.trace(`{ ${fields.join(' ')} }`);
  expect([told.calls.length, told.moreCalls]).toEqual([1_000, 3]);
});

describe('Server-Timing', () => {
  async function ask(settings: SettingsInput, query = '{ posts { author { name } } }') {
    await using bench = await setUp({ settings });
    const app = createApp(bench.overlap, { logger: recordingLogger() });
    const post = () => app.inject({ method: 'POST', url: '/graphql', payload: { query } });
    const [whole, short] = [await post(), await post()].map(({ headers }) => headers['server-timing']);
    await app.close();
    expect(typeof short).toBe(typeof whole);
    return whole === undefined ? undefined : parseServerTiming(String(short));
  }

  test('tells in development of every operation, by every way', async () => {
    const told = await ask({ mode: 'development' });
    expect(told?.map(({ name, desc }) => [name, desc])).toEqual([
      ['total', undefined],
      ['upstream', expect.stringMatching(/^overlap factor [\d.]+$/)],
      ['c1', 'graph:Query.posts[0]'],
      ['c2', 'graph:User[0]'],
      ['c3', 'graph:User[0]'],
    ]);
    for (const { dur } of told ?? []) expect(Number(dur)).toBeGreaterThanOrEqual(0);
  });

  test('is off in production, unless it is set', async () => {
    expect(await ask({ mode: 'production' })).toBeUndefined();
    expect(await ask({ mode: 'development', serverTiming: false })).toBeUndefined();
    const told = await ask({ mode: 'production', serverTiming: 'opaque' });
    expect(told?.map((metric) => Object.keys(metric))).toEqual(Array.from({ length: 5 }, () => ['name', 'dur']));
  });
});
