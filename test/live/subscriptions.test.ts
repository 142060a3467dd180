import { parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import type { LiveResult } from '../../src/gateway.ts';
import type { Viewer } from '../../src/live/topic.ts';
import { createOverlap, type OverlapOptions } from '../../src/overlap.ts';
import type { SettingsInput } from '../../src/settings/settings-schema.ts';
import { createFakeClock } from '../harness/fake-clock.ts';
import { type StubUpstream, startStubUpstream } from '../harness/stub-upstream.ts';

const TYPE_DEFS = (origin: string, poll: string, field: string): string => `
extend schema @link(url: "https://specs.apollo.dev/connect/v0.3", import: ["@connect", "@source"])
  @source(name: "shop", http: { baseURL: "${origin}", headers: [{ name: "authorization", from: "authorization" }] })
type Query { board(id: ID!): Board @connect(source: "shop", http: { GET: "/boards/{$args.id}" }, selection: "id state panels { id }") }
type Subscription {
  board(id: ID!): Board ${poll} ${field}
    @connect(source: "shop", http: { GET: "/boards/{$args.id}" }, selection: "id state panels { id }")
}
type Board { id: ID! state: String panels: [Panel]
  weather: String @connect(source: "shop", http: { GET: "/weather" }, selection: "$.text") }
type Panel { id: ID! value: Int @connect(source: "shop", http: { GET: "/panels/{$this.id}" }, selection: "$.value") }
`;

const BOARD = { id: '1', state: 'open', panels: [] };

interface Watcher {
  readonly results: readonly unknown[];
  readonly ends: readonly string[];
  readonly refusal: readonly string[] | undefined;
  leave(): void;
}

/** The fake clock runs while sockets are slow; each call is made once. */
const PATIENT = { timeout: { connect: '1h', attempt: '1h', queue: '1h' }, retry: false } as const;

/** A gateway on a fake clock over a real upstream. */
async function start(
  routes: Parameters<typeof startStubUpstream>[0],
  {
    poll = '@poll(every: "5s")',
    field = '',
    settings = {},
    ...options
  }: Partial<OverlapOptions> & { poll?: string; field?: string; settings?: SettingsInput } = {},
) {
  const clock = createFakeClock();
  const stub: StubUpstream = await startStubUpstream(routes);
  const overlap = createOverlap({
    typeDefs: TYPE_DEFS(stub.origin, poll, field),
    settings: { deadline: '1h', sourceDefaults: PATIENT, ...settings },
    clock,
    ...options,
  });
  const watch = (text: string, headers: Readonly<Record<string, string>> = {}, variables?: object): Watcher => {
    const results: unknown[] = [];
    const ends: string[] = [];
    const viewer: Viewer<LiveResult> = {
      show: ({ result }) => void results.push(JSON.parse(JSON.stringify(result))),
      end: (why) => void ends.push(why),
    };
    const watching = overlap.live?.watch(
      {
        document: parse(text),
        variables: variables as Record<string, unknown>,
        headers: new Map(Object.entries(headers).map(([name, value]) => [name, [value]])),
        signal: new AbortController().signal,
      },
      viewer,
    );
    return {
      results,
      ends,
      refusal: watching?.ok === false ? watching.failure.map(({ message }) => message) : undefined,
      leave: () => watching?.ok === true && watching.value.leave(),
    };
  };
  /** Waits for what sockets bring, which the fake clock knows nothing of. */
  const until = (isSo: () => boolean): Promise<void> => expect.poll(isSo, { timeout: 10_000, interval: 5 }).toBe(true);
  const idle = (): Promise<void> => until(() => stub.running === 0 && clock.pendingTimers > 0);
  return {
    clock,
    stub,
    overlap,
    watch,
    until,
    idle,
    async [Symbol.asyncDispose]() {
      await overlap[Symbol.asyncDispose]();
      await stub[Symbol.asyncDispose]();
    },
  };
}

const WATCH = 'subscription { board(id: 1) { id state } }';

describe('a subscription', () => {
  test.each(['compiled', 'resolvers'] as const)(
    'is a query that is repeated, whatever is below its field (%s)',
    async (engine) => {
      await using live = await start(
        {
          'GET /boards/1': { body: { ...BOARD, panels: [{ id: 'a' }] } },
          'GET /panels/a': { body: { value: 7 } },
        },
        { engine },
      );
      const { results } = live.watch('subscription { board(id: 1) { state panels { value } } }');
      await live.until(() => results.length === 1);
      expect(results).toEqual([{ data: { board: { state: 'open', panels: [{ value: 7 }] } } }]);
    },
  );

  test('pushes changes alone, and is polled once for equal operations of equal callers', async () => {
    await using live = await start({ 'GET /boards/1': { body: BOARD } });
    const one = live.watch(WATCH, { authorization: 'a' });
    const same = live.watch('subscription   { board(id: 1) { id state } }', { authorization: 'a', 'user-agent': 'x' });
    const other = live.watch(WATCH, { authorization: 'b' });
    await live.until(() => [one, same, other].every(({ results }) => results.length === 1));
    expect(live.stub.hits('GET /boards/1')).toBe(2);
    expect(live.overlap.live?.topics).toBe(2);
    other.leave();
    await live.clock.advance(5_500);
    await live.until(() => live.stub.hits('GET /boards/1') === 3);
    live.stub.on('GET /boards/1', { body: { ...BOARD, state: 'shut' } });
    await live.clock.advance(5_500);
    await live.until(() => one.results.length === 2);
    expect(same.results).toEqual(one.results);
    expect(one.results[1]).toEqual({ data: { board: { id: '1', state: 'shut' } } });
  });

  test('asks with If-None-Match what the upstream lets be kept, however fresh it still is', async () => {
    let notModified = 0;
    await using live = await start({
      'GET /boards/1': ({ headers }) => {
        const tags = { etag: '"v1"', 'cache-control': 'max-age=3600' };
        if (headers['if-none-match'] !== '"v1"') return { headers: tags, body: BOARD };
        notModified += 1;
        return { status: 304, headers: tags };
      },
      'GET /weather': { headers: { 'cache-control': 'max-age=3600' }, body: { text: 'sunny' } },
    });
    const { results } = live.watch('subscription { board(id: 1) { state weather } }');
    await live.until(() => results.length === 1);
    for (let poll = 1; poll <= 3; poll += 1) {
      await live.clock.advance(5_500);
      await live.until(() => notModified === poll);
      await live.idle();
    }
    expect(live.stub.hits('GET /boards/1')).toBe(4);
    // What is below the polled field keeps its freshness: nobody said that it be polled.
    expect(live.stub.hits('GET /weather')).toBe(1);
    expect(results).toHaveLength(1);
  });

  test('shows a failure once, asks less often, and goes on', async () => {
    await using live = await start({ 'GET /boards/1': { status: 500 } });
    const { results, ends } = live.watch(WATCH);
    await live.until(() => results.length === 1);
    expect(results[0]).toMatchObject({ data: { board: null }, errors: [{ extensions: { code: 'UPSTREAM_STATUS' } }] });
    await live.idle();
    await live.clock.advance(8_900); // twice the interval, less a tenth
    expect(live.stub.hits('GET /boards/1')).toBe(1);
    await live.clock.advance(2_200);
    await live.until(() => live.stub.hits('GET /boards/1') === 2);
    await live.idle();
    live.stub.on('GET /boards/1', { body: BOARD });
    await live.clock.advance(22_000);
    await live.until(() => results.length === 2);
    expect([results[1], ends]).toEqual([{ data: { board: { id: '1', state: 'open' } } }, []]);
  });

  test('leaves an upstream alone for as long as its 429 says', async () => {
    await using live = await start({ 'GET /boards/1': { status: 429, headers: { 'retry-after': '40' } } });
    const { results } = live.watch(WATCH);
    await live.until(() => results.length === 1);
    await live.idle();
    await live.clock.advance(39_900);
    expect(live.stub.hits('GET /boards/1')).toBe(1);
    await live.clock.advance(4_200);
    await live.until(() => live.stub.hits('GET /boards/1') === 2);
  });

  test('a failure below the polled field costs that field alone, not the pace', async () => {
    await using live = await start(
      { 'GET /boards/1': { body: BOARD }, 'GET /weather': { status: 500 } },
      { settings: { sourceDefaults: { ...PATIENT, breaker: false } } },
    );
    const { results } = live.watch('subscription { board(id: 1) { state weather } }');
    await live.until(() => results.length === 1);
    expect(results[0]).toMatchObject({
      data: { board: { state: 'open', weather: null } },
      errors: [{ path: ['board', 'weather'] }],
    });
    await live.idle();
    await live.clock.advance(5_500);
    await live.until(() => live.stub.hits('GET /boards/1') === 2);
  });

  test('keeps its failure policy: a stale value stands in, and is said to be stale', async () => {
    await using live = await start(
      { 'GET /boards/1': { body: BOARD } },
      { field: '@onFailure(then: STALE, maxAge: "1h")' },
    );
    const { results } = live.watch(WATCH);
    await live.until(() => results.length === 1);
    await live.idle();
    live.stub.on('GET /boards/1', { status: 503 });
    await live.clock.advance(5_500);
    await live.until(() => results.length === 2);
    expect(results[1]).toMatchObject({
      data: { board: { id: '1', state: 'open' } },
      extensions: { overlap: { stale: [{ cause: 'UPSTREAM_STATUS' }] } },
    });
    await live.idle();
    await live.clock.advance(11_000);
    await live.until(() => live.stub.hits('GET /boards/1') === 3);
    await live.idle();
    expect(results).toHaveLength(2);
  });

  test('ends with the last result once its `while` is not true', async () => {
    await using live = await start(
      { 'GET /boards/1': { body: BOARD } },
      { poll: '@poll(every: "5s", while: "state->ne(\'done\')")' },
    );
    const { results, ends } = live.watch(WATCH);
    await live.until(() => results.length === 1);
    await live.idle();
    live.stub.on('GET /boards/1', { body: { ...BOARD, state: 'done' } });
    await live.clock.advance(5_500);
    await live.until(() => ends.length === 1);
    expect([results.at(-1), ends]).toEqual([{ data: { board: { id: '1', state: 'done' } } }, ['finished']]);
    expect(live.overlap.live?.topics).toBe(0);
  });

  test('calls nothing and waits for nothing when nobody watches', async () => {
    await using live = await start({ 'GET /boards/1': { body: BOARD } });
    const { results, leave } = live.watch(WATCH);
    await live.until(() => results.length === 1);
    await live.idle();
    leave();
    expect(live.clock.pendingTimers).toBe(0);
    await live.clock.advance(60_000);
    expect(live.stub.hits('GET /boards/1')).toBe(1);
  });

  test('of a program that looks at each request is its viewer alone', async () => {
    await using live = await start({ 'GET /boards/1': { body: BOARD } }, { context: () => ({}) });
    live.watch(WATCH);
    live.watch(WATCH);
    expect(live.overlap.live?.topics).toBe(2);
  });

  test('is shared under the reference engine, too, by the headers of all that might be called', async () => {
    await using live = await start({ 'GET /boards/1': { body: BOARD } }, { engine: 'resolvers' });
    for (const authorization of ['a', 'a', 'b']) live.watch(WATCH, { authorization });
    expect(live.overlap.live?.topics).toBe(2);
  });

  test('that passes TypeScript, which sees everything of a request, is its viewer alone', async () => {
    const resolvers = { Board: { weather: () => 'sunny' } };
    await using live = await start({ 'GET /boards/1': { body: BOARD } }, { resolvers });
    const shared = [live.watch(WATCH), live.watch(WATCH)];
    expect(live.overlap.live?.topics).toBe(1);
    const own = [1, 2].map(() => live.watch('subscription { board(id: 1) { weather } }'));
    expect(live.overlap.live?.topics).toBe(3);
    await live.until(() => [...shared, ...own].every(({ results }) => results.length === 1));
    expect(own[0]?.results).toEqual([{ data: { board: { weather: 'sunny' } } }]);
  });

  test.each([
    ['subscription ($id: ID!) { board(id: $id) { id } }', 'Variable "$id" of required type "ID!" was not provided.'],
    ['{ board(id: 1) { id } }', 'This is no subscription to a field with `@poll`.'],
    ['subscription { __typename }', 'This is no subscription to a field with `@poll`.'],
  ])('%s is refused before anything is called', async (text, message) => {
    await using live = await start({});
    expect(live.watch(text).refusal).toEqual([message]);
    expect(live.stub.calls).toEqual([]);
  });

  test('is measured like a query', async () => {
    await using live = await start({}, { settings: { limits: { depth: 2 } } });
    expect(live.watch('subscription { board(id: 1) { panels { id } } }').refusal).toEqual([
      'The operation is 3 fields deep; 2 are allowed.',
    ]);
  });

  test('is refused when so many different ones are watched already', async () => {
    await using live = await start({ 'GET /boards/1': { body: BOARD } }, { settings: { live: { maxOperations: 1 } } });
    live.watch(WATCH);
    expect(live.watch('subscription { board(id: 2) { id } }').refusal?.[0]).toContain('no room for another');
    expect(live.watch(WATCH).refusal).toBeUndefined();
  });

  test('tells its viewers when the gateway is closed', async () => {
    await using live = await start({ 'GET /boards/1': { body: BOARD } });
    const { results, ends } = live.watch(WATCH);
    await live.until(() => results.length === 1);
    await live.overlap[Symbol.asyncDispose]();
    expect([ends, live.clock.pendingTimers]).toEqual([['closed'], 0]);
  });
});

describe('overlap.subscribe()', () => {
  test('gives each change, the latest to who is slow, and ends', async () => {
    await using live = await start(
      { 'GET /boards/1': { body: BOARD } },
      { poll: '@poll(every: "5s", while: "state->ne(\'done\')")' },
    );
    const results = live.overlap.subscribe({ query: WATCH });
    expect(await results.next()).toEqual({ done: false, value: { data: { board: { id: '1', state: 'open' } } } });
    for (const state of ['busy', 'done']) {
      await live.idle();
      live.stub.on('GET /boards/1', { body: { ...BOARD, state } });
      const before = live.stub.calls.length;
      await live.clock.advance(5_500);
      await live.until(() => live.stub.calls.length > before);
    }
    await live.until(() => live.overlap.live?.topics === 0);
    expect(await results.next()).toEqual({ done: false, value: { data: { board: { id: '1', state: 'done' } } } });
    expect(await results.next()).toEqual({ done: true, value: undefined });
  });

  test('polls no more when its loop or its signal ends', async () => {
    await using live = await start({ 'GET /boards/1': { body: BOARD } });
    for await (const result of live.overlap.subscribe({ query: WATCH })) {
      expect(result.errors).toBeUndefined();
      break;
    }
    expect(live.overlap.live?.topics).toBe(0);
    const controller = new AbortController();
    const results = live.overlap.subscribe({ query: WATCH, signal: controller.signal });
    await results.next();
    const next = results.next();
    controller.abort();
    expect(await next).toEqual({ done: true, value: undefined });
    expect(live.overlap.live?.topics).toBe(0);
  });

  test('says what is wrong as a result', async () => {
    await using live = await start({});
    for (const query of ['subscription { nope }', '{ board(id: 1) { id } }']) {
      const { value } = await live.overlap.subscribe({ query }).next();
      expect(value?.errors).toHaveLength(1);
    }
  });
});
