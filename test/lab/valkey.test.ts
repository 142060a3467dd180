import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'iovalkey';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../src/time/clock.ts';
import { awaited } from '../../src/upstream/awaiting.ts';
import { createCache } from '../../src/upstream/cache/cache-step.ts';
import { Call } from '../../src/upstream/call.ts';
import { createSharedRateLimit } from '../../src/upstream/policies/shared-rate-limit.ts';
import { openSharedStore, type SharedStore } from '../../src/upstream/shared-store.ts';
import { createFakeTransport, responseOf } from '../harness/fake-transport.ts';
import { requestTo, testCaller } from '../harness/upstream-call.ts';
import { findValkeyServer, startValkeyServer, type ValkeyServer } from './helpers/valkey-server.ts';

const program = findValkeyServer();
if (program === undefined) {
  const how = 'apt-get install redis-server';
  if (process.env.CI === 'true')
    throw new Error(`The tests of the Valkey store need a server that is not here: ${how}`);
  console.warn(`Skipped: the tests of the Valkey store need a server that is not here (${how}).`);
}

const LIMIT_MS = 50;
/** A limit that a server which is well keeps on a busy machine, too. */
const PATIENT_MS = 30_000;
/** What an operation that is cut at the limit may take on a busy machine; without the limit it would take for ever. */
const TOLERANCE_MS = 10_000;

describe.skipIf(program === undefined)('a store on a real server', () => {
  let server: ValkeyServer;
  let admin: Redis;
  const opened: SharedStore[] = [];

  beforeAll(async () => {
    server = await startValkeyServer(program ?? '');
    admin = new Redis(server.url, { maxRetriesPerRequest: null, connectTimeout: 1_000, retryStrategy: () => 50 });
    admin.on('error', () => undefined);
  });
  beforeEach(async () => {
    await admin.flushall();
  });
  afterEach(async () => {
    for (const store of opened.splice(0)) await store[Symbol.asyncDispose]();
  });
  afterAll(async () => {
    admin?.disconnect();
    await server?.[Symbol.asyncDispose]();
  });

  /** A process of the fleet: its own connection, its own cache, an upstream that counts. */
  async function openProcess(name = 'one', operationTimeoutMs = PATIENT_MS) {
    const store = openSharedStore({ url: server.url, operationTimeoutMs }, systemClock);
    opened.push(store);
    expect(await store.ready).toEqual({ ok: true, value: undefined });
    await untilConnected(store);
    const transport = createFakeTransport((call, index) => {
      const directives = call.request.url.endsWith('public') ? 'public, max-age=60' : 'max-age=60';
      return responseOf(200, { 'cache-control': directives, link: 'é' }, `${name} ${index} ☃`);
    });
    const settings = { staleIfErrorMs: 0, staleWhileRevalidateMs: 0, refreshTimeoutMs: 1_000 };
    const send = awaited(createCache(settings, store.answers, systemClock)(transport.send));
    const ask = async (path: string, headers: readonly (readonly [string, string])[] = [], method = 'GET') => {
      using caller = testCaller();
      const from = performance.now();
      const { deadline, observe } = caller.context;
      const outcome = await send(new Call(requestTo('http://stub', path, { headers, method }), deadline, observe));
      const tookMs = performance.now() - from;
      const cache = caller.events.find((event) => event.kind === 'cache')?.outcome;
      return { text: outcome.ok ? Buffer.from(outcome.value.body).toString() : '', cache, tookMs };
    };
    return { store, transport, ask };
  }

  async function untilConnected(store: SharedStore): Promise<void> {
    const probe = store.keyValues('probe', 1_000);
    for (let round = 0; round < 200; round += 1) {
      await probe.set('there', 'yes');
      if ((await probe.get('there')) === 'yes') return;
      await sleep(50);
    }
    throw new Error('The store did not connect.');
  }

  /** Writes are not waited for; the server has them a moment later. */
  const written = async () => {
    await sleep(50);
    for (let turn = 0; turn < 2; turn += 1) await admin.ping(); // it has read what came before
  };

  test('an answer that one process keeps is given by another, byte for byte', async () => {
    const [one, two] = [await openProcess('one'), await openProcess('two')];
    expect(await one.ask('/a')).toMatchObject({ text: 'one 0 ☃', cache: 'miss' });
    await written();
    expect(await two.ask('/a')).toMatchObject({ text: 'one 0 ☃', cache: 'hit' });
    expect(two.transport.exchanges).toHaveLength(0);
  });

  test('credentials never meet, and never reach the server', async () => {
    const { ask } = await openProcess();
    const secret = 'Bearer hush-hush';
    await ask('/me', [['authorization', secret]]);
    await ask('/public', [['authorization', secret]]);
    await written();
    expect((await ask('/me', [['authorization', `${secret}!`]])).cache).toBe('miss');
    expect((await ask('/me')).cache).toBe('miss');
    expect((await ask('/me', [['authorization', secret]])).cache).toBe('hit');
    expect((await ask('/public')).cache).toBe('hit');
    const keys = await admin.keys('*');
    expect(keys.length).toBeGreaterThan(2);
    const all = [...keys, ...(await Promise.all(keys.map((key) => admin.get(key))))].join('\n');
    expect(all).not.toContain('hush');
  });

  test('every key ends by itself', async () => {
    const { ask } = await openProcess();
    await ask('/a');
    await ask('/a', [], 'POST');
    await written();
    const keys = await admin.keys('overlap:*');
    expect(keys.length).toBeGreaterThanOrEqual(2);
    for (const key of keys) expect(await admin.pttl(key)).toBeGreaterThan(0);
  });

  test('an unsafe call of one process drops what another has kept', async () => {
    const [one, two] = [await openProcess('one'), await openProcess('two')];
    await one.ask('/users', [['accept-language', 'de']]);
    await one.ask('/users');
    await written();
    expect((await two.ask('/users')).cache).toBe('hit');
    await two.ask('/users', [], 'POST');
    expect((await one.ask('/users')).cache).toBe('miss');
    expect((await one.ask('/users', [['accept-language', 'de']])).cache).toBe('miss');
  });

  test('what cannot be read is as good as nothing', async () => {
    const { ask } = await openProcess();
    await ask('/a');
    await written();
    for (const junk of [
      '',
      'x',
      '\u0000\u0000\u0000\u0002{}',
      '\u0000\u0000\u0000\u0004nullrest',
      '\u007f\u007f\u007f\u007f',
    ]) {
      for (const key of await admin.keys('overlap:1:cache:*')) await admin.set(key, junk);
      expect((await ask('/a')).cache).toBe('miss');
      await written();
    }
  });

  test('a server that hangs delays a call by no more than the limit, and soon not at all; when it is back it is used', async () => {
    const { ask } = await openProcess('one', LIMIT_MS);
    await ask('/a');
    await written();
    server.freeze();
    const took: number[] = [];
    for (let call = 0; call < 30; call += 1) {
      const got = await ask('/a');
      expect(got.text).not.toBe('');
      took.push(got.tookMs);
    }
    server.thaw();
    expect(Math.max(...took)).toBeLessThan(LIMIT_MS + TOLERANCE_MS);
    expect(took.filter((ms) => ms >= LIMIT_MS - 5).length).toBeLessThan(10);
    await eventually(async () => expect((await ask('/a')).cache).toBe('hit'));
  });

  test('a server that is gone fails no call; when it is back it is used', async () => {
    const { ask } = await openProcess('one', LIMIT_MS);
    await ask('/a');
    await server.stop();
    const took: number[] = [];
    for (let call = 0; call < 20; call += 1) {
      const got = await ask('/a');
      expect(got.text).not.toBe('');
      took.push(got.tookMs);
      await sleep(10);
    }
    expect(Math.max(...took)).toBeLessThan(LIMIT_MS + TOLERANCE_MS);
    await server.start();
    await eventually(async () => expect((await ask('/a')).cache).toBe('hit'));
  });

  test('a fleet keeps to one limit together', async () => {
    const limit = { perSecond: 50, burst: 5 };
    const fleet = await Promise.all(['one', 'two', 'three'].map((name) => openProcess(name)));
    const counters = fleet.map(({ store }) => {
      const transport = createFakeTransport(() => responseOf());
      const policy = createSharedRateLimit(limit, 10_000, store.rateLimit('source'), systemClock);
      return { transport, send: awaited(policy(transport.send)) };
    });
    using caller = testCaller({ deadlineMs: 10_000 });
    const { deadline, observe } = caller.context;
    const from = performance.now();
    const calls = Array.from({ length: 35 }, (_, index) =>
      counters[index % 3]!.send(new Call(requestTo('http://stub', `/${index}`), deadline, observe)),
    );
    const outcomes = await Promise.all(calls);
    expect(outcomes.every(({ ok }) => ok)).toBe(true);
    // Five at once, thirty more at fifty a second.
    expect(performance.now() - from).toBeGreaterThan(580);
    expect(counters.map(({ transport }) => transport.exchanges.length)).toEqual([12, 12, 11]);
  });

  test('a call that would wait too long takes no token, and one that leaves gives its token back', async () => {
    const { store } = await openProcess();
    const bucket = store.rateLimit('source');
    const limit = { perSecond: 1, burst: 1 };
    expect(await bucket.take(limit, 0)).toEqual({ kind: 'granted', waitMs: 0 });
    const refused = await bucket.take(limit, 500);
    expect(refused.kind).toBe('too long');
    const waiting = await bucket.take(limit, 1_500);
    expect(waiting.kind).toBe('granted');
    await bucket.giveBack(limit);
    const again = await bucket.take(limit, 1_500);
    expect(again.kind === 'granted' && again.waitMs).toBeLessThanOrEqual(1_000);
    expect(again.kind === 'granted' && again.waitMs).toBeGreaterThan(500);
  });

  test('persisted queries are found by every process, for their time', async () => {
    const [one, two] = [await openProcess('one'), await openProcess('two')];
    await one.store.keyValues('apq', 60_000).set('apq:abc', '{ me { id } }');
    expect(await two.store.keyValues('apq', 60_000).get('apq:abc')).toBe('{ me { id } }');
    expect(await two.store.keyValues('other', 60_000).get('apq:abc')).toBeUndefined();
    await one.store.keyValues('apq', 60_000).set('short', 'x', { ttl: 0.05 });
    await sleep(100);
    expect(await two.store.keyValues('apq', 60_000).get('short')).toBeUndefined();
    expect(await one.store.keyValues('apq', 60_000).delete('apq:abc')).toBe(true);
    expect(await two.store.keyValues('apq', 60_000).get('apq:abc')).toBeUndefined();
  });
});

async function eventually(check: () => Promise<void>): Promise<void> {
  const until = performance.now() + 20_000;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (performance.now() > until) throw error;
      await sleep(200);
    }
  }
}
