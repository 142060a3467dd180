import { describe, expect, test } from 'vitest';
import { createOverlap, type SettingsInput } from '../../src/index.ts';
import { systemClock } from '../../src/time/clock.ts';
import { createUpstream } from '../../src/upstream/create-upstream.ts';
import type { Upstream } from '../../src/upstream/upstream.ts';
import { type StubCall, type StubReply, type StubUpstream, startStubUpstream } from '../harness/stub-upstream.ts';
import { requestTo, testCaller, upstreamOptions } from '../harness/upstream-call.ts';

const OPERATIONS = 10_000;
const AT_ONCE = 200;

/** A slow machine is no failure. */
const PATIENT: SettingsInput = {
  deadline: '2m',
  sourceDefaults: { timeout: { connect: '1m', attempt: '1m', queue: '1m' } },
};

/** Headers that tell callers apart. */
const CREDENTIALS = ['authorization', 'cookie', 'x-api-key', 'x-tenant'] as const;
type Caller = Readonly<Partial<Record<(typeof CREDENTIALS)[number], string>>>;

/** Twenty callers who differ as little as callers can. */
const CALLERS: readonly Caller[] = [
  {},
  { authorization: '' },
  { authorization: 'Bearer a' },
  { authorization: 'bearer a' },
  { authorization: 'Bearer A' },
  { authorization: 'Bearer aa' },
  { authorization: 'Bearer  a' },
  { authorization: 'Bearer a, Bearer b' },
  { authorization: 'Bearer é' },
  { authorization: 'Bearer e' },
  { cookie: 'Bearer a' },
  { cookie: 's=1' },
  { cookie: 's=1; s=1' },
  { 'x-api-key': 's=1' },
  { 'x-tenant': 's=1' },
  { authorization: 'Bearer a', cookie: 's=1' },
  { authorization: 'Bearer a', 'x-api-key': 's=1' },
  // As the keys of shared calls might be written, were they only joined.
  { authorization: 'Bearer a6:cookie3:s=1' },
  { authorization: 'Bearer a cookie: s=1' },
  { authorization: '__proto__', cookie: 'constructor' },
];

function identityOf(headers: Readonly<Record<string, unknown>>): string {
  return JSON.stringify(CREDENTIALS.map((name) => headers[name] ?? null));
}

/** How answers may be kept; all that is said here is true of answers that differ by caller. */
const CACHE_CONTROLS: readonly Readonly<Record<string, string>>[] = [
  {},
  { 'cache-control': 'max-age=1' },
  { 'cache-control': 'private, max-age=60' },
  { 'cache-control': 'no-store' },
  { 'cache-control': 'no-cache', etag: '"same for all"' },
  { 'cache-control': 'public, max-age=60', vary: CREDENTIALS.join(', ') },
  { 'cache-control': 'public, max-age=60', vary: '*' },
  { 'cache-control': 's-maxage=60', vary: CREDENTIALS.join(', ') },
];

/** Tells everybody who they are, sooner or later, and perhaps for how long that may be remembered. */
function startMirror(): Promise<StubUpstream> {
  const answer = ({ url, headers }: StubCall): StubReply => {
    const who = identityOf(headers);
    const number = Number(/\d+/.exec(url)?.[0] ?? 0);
    const rows = /ids=([\d,]+)/
      .exec(decodeURIComponent(url))?.[1]
      ?.split(',')
      .map((id) => ({ id, who }));
    const body = rows ?? { id: String(number), who, owner: String(number % 3) };
    return { body, headers: { ...CACHE_CONTROLS[number % CACHE_CONTROLS.length] }, delayMs: number % 4 };
  };
  return startStubUpstream({ '*': answer });
}

function mirrorGraph(origin: string): string {
  const headers = CREDENTIALS.map((name) => `{ name: "${name}", from: "${name}" }`).join(', ');
  return `extend schema @link(url: "https://specs.apollo.dev/connect/v0.3", import: ["@connect", "@source"])
    @source(name: "mirror", http: { baseURL: "${origin}", headers: [${headers}] })
  type Query {
    me: Me @connect(source: "mirror", http: { GET: "/me" }, selection: "id who")
    item(id: Int!): Item @connect(source: "mirror", http: { GET: "/items/{$args.id}" }, selection: "id who owner: { id: owner }")
  }
  type Me { id: ID who: String }
  type Item { id: ID who: String owner: Owner detail: String @connect(source: "mirror", http: { GET: "/details/{$this.id}" }, selection: "$.who") }
  type Owner @connect(
    source: "mirror", http: { GET: "/owners", queryParams: "ids: $batch.id->joinNotNull(',')" }, batch: { maxSize: 10 }, selection: "id who"
  ) { id: ID! who: String }`;
}

describe('callers who look alike', () => {
  test('never see each other’s data, and each shares calls with itself', async () => {
    await using mirror = await startMirror();
    await using overlap = createOverlap({ typeDefs: mirrorGraph(mirror.origin), settings: PATIENT });
    const foreign: unknown[] = [];
    const document = 'query ($id: Int!) { me { who } item(id: $id) { who detail owner { who } } }';
    const ask = async (number: number): Promise<void> => {
      const caller = CALLERS[(number * 7) % CALLERS.length] ?? {};
      const id = Math.floor(number / 97) % 8;
      const result = await overlap.query({ query: document, variables: { id }, headers: caller });
      const who = identityOf(caller);
      const expected = { me: { who }, item: { who, detail: who, owner: { who } } };
      const received = JSON.stringify(result);
      if (received !== JSON.stringify({ data: expected })) foreign.push({ caller, received });
    };
    await inParallel(OPERATIONS, AT_ONCE, ask);
    expect(foreign).toEqual([]);
    // Four calls each, if nobody shared any.
    expect(mirror.calls.length).toBeLessThan(OPERATIONS);
    expect(mirror.calls.length).toBeGreaterThan(CALLERS.length * 8);
  });

  test('never meet in the cache of a source either', async () => {
    await using mirror = await startMirror();
    await using upstream = createCachingUpstream(mirror.origin);
    using waiting = testCaller({ deadlineMs: 60_000 });
    const foreign: unknown[] = [];
    const ask = async (number: number): Promise<void> => {
      const caller = CALLERS[(number * 7) % CALLERS.length] ?? {};
      const headers = Object.entries(caller).map(([name, value]) => [name, value] as const);
      const path = `/items/${Math.floor(number / 97) % 8}`;
      const outcome = await upstream.send(requestTo(mirror.origin, path, { headers }), waiting.context);
      const who = outcome.ok
        ? (JSON.parse(Buffer.from(outcome.value.body).toString()) as { who: string }).who
        : outcome;
      if (who !== identityOf(caller)) foreign.push({ caller, who });
    };
    await inParallel(OPERATIONS, AT_ONCE, ask);
    expect(foreign).toEqual([]);
    const hits = waiting.events.filter((event) => event.kind === 'cache' && event.outcome === 'hit');
    expect(hits.length).toBeGreaterThan(OPERATIONS / 4);
  });
});

describe('a shared call', () => {
  const graph = (origin: string) => `extend schema
    @link(url: "https://specs.apollo.dev/connect/v0.3", import: ["@connect", "@source"])
    @source(name: "api", http: { baseURL: "${origin}" })
  type Query { value: Int @connect(source: "api", http: { GET: "/value" }, selection: "$.value") }
  type Mutation { set: Int @connect(source: "api", http: { POST: "/value" }, selection: "$.value") }`;

  test('outlives the caller that began it, for one who has more time', async () => {
    const told = Promise.withResolvers<void>();
    await using upstream = await startStubUpstream({
      'GET /value': async () => {
        await told.promise;
        return { body: { value: 1 } };
      },
    });
    await using overlap = createOverlap({ typeDefs: graph(upstream.origin), settings: PATIENT });
    const hasty = overlap.query({ query: '{ value }', deadlineMs: 100 });
    const patient = overlap.query({ query: '{ value }' });
    const { data, errors } = await hasty;
    expect(data).toEqual({ value: null });
    expect(errors?.[0]?.extensions.code).toBe('DEADLINE_EXCEEDED');
    await until(() => upstream.running === 1);
    told.resolve();
    expect(await patient).toEqual({ data: { value: 1 } });
    expect(upstream.hits('GET /value')).toBe(1);
  });

  test('outlives a client that leaves, and ends with the last one', async () => {
    await using upstream = await startStubUpstream({ 'GET /value': () => undefined });
    await using overlap = createOverlap({ typeDefs: graph(upstream.origin), settings: PATIENT });
    const clients = [new AbortController(), new AbortController(), new AbortController()];
    const answers = clients.map(({ signal }) => overlap.query({ query: '{ value }', signal }));
    await until(() => upstream.running === 1);
    clients[0]?.abort();
    await answers[0];
    expect(upstream.running).toBe(1);
    clients[1]?.abort();
    clients[2]?.abort();
    await Promise.all(answers);
    await until(() => upstream.running === 0);
    expect(upstream.hits('GET /value')).toBe(1);
  });

  test('takes in nobody who asks after a write: what is read is never older than the last write that was answered', async () => {
    let value = 0;
    await using upstream = await startStubUpstream({
      'GET /value': () => ({ body: { value }, headers: { 'cache-control': 'max-age=60' }, delayMs: (value * 7) % 30 }),
      'POST /value': () => {
        value += 1;
        return { body: { value }, delayMs: value % 5 };
      },
    });
    await using overlap = createOverlap({ typeDefs: graph(upstream.origin), settings: PATIENT });
    let written = 0;
    const old: unknown[] = [];
    const run = async (number: number): Promise<void> => {
      const atLeast = written;
      const isWrite = number % 11 === 0;
      const result = await overlap.query({ query: isWrite ? 'mutation { set }' : '{ value }' });
      const seen = Number(isWrite ? result.data?.set : result.data?.value);
      if (!(seen >= atLeast)) old.push({ number, atLeast, seen, errors: result.errors });
      if (isWrite) written = Math.max(written, seen);
    };
    await inParallel(2_000, 10, run);
    expect(old).toEqual([]);
    expect(written).toBeGreaterThan(100);
    expect(upstream.hits('GET /value')).toBeLessThan(1_800);
  });

  test('that began before a write is not kept for those who ask after it', async () => {
    let value = 0;
    const told = Promise.withResolvers<void>();
    await using upstream = await startStubUpstream({
      'GET /value': async () => {
        const body = { value };
        if (value === 0) await told.promise;
        return { body, headers: { 'cache-control': 'max-age=60' } };
      },
      'POST /value': () => {
        value += 1;
        return { body: { value } };
      },
    });
    await using source = createCachingUpstream(upstream.origin);
    using caller = testCaller();
    const send = async (method: string) => {
      const outcome = await source.send(requestTo(upstream.origin, '/value', { method }), caller.context);
      return outcome.ok ? JSON.parse(Buffer.from(outcome.value.body).toString()).value : outcome;
    };
    const early = send('GET');
    await until(() => upstream.running === 1);
    expect(await send('POST')).toBe(1);
    expect(await send('GET')).toBe(1);
    told.resolve();
    expect(await early).toBe(0);
    expect(await send('GET')).toBe(1);
  });
});

function createCachingUpstream(origin: string): Upstream {
  const cache = { staleIfErrorMs: 0, staleWhileRevalidateMs: 0, maxBytes: 10_000_000 };
  return createUpstream(upstreamOptions({ origin, cache, coalesce: true, maxConnections: 50 }), systemClock);
}

/** So many in all, so many at a time. */
async function inParallel(count: number, atOnce: number, work: (number: number) => Promise<void>): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}

async function until(condition: () => boolean): Promise<void> {
  for (let tries = 0; !condition(); tries += 1) {
    if (tries > 10_000) throw new Error('It did not come to that.');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
