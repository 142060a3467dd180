import { parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import { createOverlap, type OverlapOptions, type OverlapQuery } from '../../src/index.ts';
import { createFakeClock } from '../harness/fake-clock.ts';
import { type StubRoute, startStubUpstream } from '../harness/stub-upstream.ts';

const GRAPH = (origin: string) => `extend schema
    @link(url: "https://specs.apollo.dev/connect/v0.3", import: ["@connect", "@source"])
    @source(name: "api", http: { baseURL: "${origin}", headers: [{ name: "authorization", from: "authorization" }] })
  type Query {
    me(size: Int): Me @connect(source: "api", http: { GET: "/me", queryParams: "size: $args.size" }, selection: "name")
    told: Me @connect(source: "api", http: { GET: "/told?team={$context.team}" }, selection: "name")
    asked: Me @connect(source: "api", http: { POST: "/asked" }, selection: "name")
  }
  type Mutation { rename: Me @connect(source: "api", http: { POST: "/rename" }, selection: "name") }
  type Me { name: String }`;

/** Answers after a moment, with whom it was asked by. */
const SLOW: StubRoute = ({ headers, url }) => ({
  body: { name: `${headers.authorization ?? 'nobody'} ${url}` },
  delayMs: 40,
});

async function start(options: Partial<OverlapOptions> = {}) {
  const upstream = await startStubUpstream({ '*': SLOW, 'POST /rename': { body: { name: 'new' }, delayMs: 10 } });
  // What is counted is the sharing of operations, so calls are not shared across them.
  const settings = { sources: { api: { coalesce: false } } };
  const overlap = createOverlap({ typeDefs: GRAPH(upstream.origin), settings, ...options });
  return {
    upstream,
    overlap,
    async [Symbol.asyncDispose]() {
      await overlap[Symbol.asyncDispose]();
      await upstream[Symbol.asyncDispose]();
    },
  };
}

const ASK: OverlapQuery = { query: 'query Q($size: Int) { me(size: $size) { name } }' };

async function hitsOf(asks: readonly OverlapQuery[], options: Partial<OverlapOptions> = {}): Promise<number> {
  await using running = await start(options);
  const documents = new Map(asks.map(({ query }) => [query, parse(query)]));
  await Promise.all(
    asks.map(({ query, headers = {}, variables, operationName, deadlineMs, trace }) =>
      running.overlap.execute({
        document: documents.get(query)!,
        headers: new Map(Object.entries(headers).map(([name, value]) => [name, [value].flat()])),
        variables,
        operationName,
        deadlineMs,
        trace,
        signal: new AbortController().signal,
      }),
    ),
  );
  return running.upstream.calls.length;
}

describe('operations are one when nothing that could change the answer differs', () => {
  test('equal ones are one call', async () => {
    expect(await hitsOf([ASK, ASK, ASK])).toBe(1);
  });

  test('a header that nobody passes on makes no difference', async () => {
    expect(
      await hitsOf([
        { ...ASK, headers: { 'x-any': 'a' } },
        { ...ASK, headers: { 'x-any': 'b' } },
      ]),
    ).toBe(1);
  });

  const differing: readonly (readonly [string, OverlapQuery, OverlapQuery])[] = [
    ['variables', { ...ASK, variables: { size: 1 } }, { ...ASK, variables: { size: 2 } }],
    ['an absent and a null variable', ASK, { ...ASK, variables: { size: null } }],
    ['credentials', { ...ASK, headers: { authorization: 'a' } }, { ...ASK, headers: { authorization: 'b' } }],
    ['one with credentials and one without', { ...ASK, headers: { authorization: 'a' } }, ASK],
    [
      'several lines of a header',
      { ...ASK, headers: { authorization: ['a', 'b'] } },
      { ...ASK, headers: { authorization: ['a, b'] } },
    ],
    ['the time the client gives', { ...ASK, deadlineMs: 1000 }, ASK],
    ['a trace', { ...ASK, trace: true }, ASK],
    ['the text', ASK, { query: '{ me { name } }' }],
  ];

  test.each(differing)('%s keep them apart', async (_what, one, other) => {
    expect(await hitsOf([one, other])).toBe(2);
  });

  test('whoever reads the context is on his own, and so is every caller of a program that makes one', async () => {
    const told = { query: '{ told { name } }' };
    expect(await hitsOf([told, told])).toBe(2);
    expect(await hitsOf([ASK, ASK], { context: () => ({}) })).toBe(2);
  });

  test('what may change something is never shared', async () => {
    const asked = { query: '{ asked { name } }' };
    const rename = { query: 'mutation { rename { name } }' };
    expect(await hitsOf([asked, asked])).toBe(2);
    expect(await hitsOf([rename, rename])).toBe(2);
  });
});

describe('a shared answer', () => {
  test('that was begun before a write is not given to who asks after it', async () => {
    await using running = await start();
    const [read, write] = [parse(ASK.query), parse('mutation { rename { name } }')];
    const ask = (document: typeof read) =>
      running.overlap.execute({ document, headers: new Map(), signal: new AbortController().signal });
    const before = ask(read);
    await ask(write);
    await Promise.all([before, ask(read)]);
    expect(running.upstream.hits('GET /me')).toBe(2);
  });

  test('outlives whoever started it, and ends when nobody waits', async () => {
    await using running = await start();
    const document = parse(ASK.query);
    const [first, second] = [new AbortController(), new AbortController()];
    const ask = ({ signal }: AbortController) => running.overlap.execute({ document, headers: new Map(), signal });
    const leaving = ask(first);
    const staying = ask(second);
    first.abort();
    expect((await staying).data).toEqual({ me: { name: 'nobody /me' } });
    await leaving;
    expect(running.upstream.calls).toHaveLength(1);
  });

  test('that is late for the first is asked again by who has time left', async () => {
    let answer = 0;
    const clock = createFakeClock();
    const settings = { deadline: '120ms', sources: { api: { coalesce: false } } };
    await using running = await start({ settings, clock });
    running.upstream.on('GET /me', () => (answer++ === 0 ? undefined : { body: { name: 'in time' } }));
    const document = parse(ASK.query);
    const ask = () => running.overlap.execute({ document, headers: new Map(), signal: new AbortController().signal });
    const early = ask();
    await expect.poll(() => running.upstream.calls.length).toBe(1);
    await clock.advance(80);
    const late = ask();
    await clock.advance(40);
    expect((await early).errors?.[0]?.extensions.code).toBe('DEADLINE_EXCEEDED');
    expect((await late).data).toEqual({ me: { name: 'in time' } });
  });
});
