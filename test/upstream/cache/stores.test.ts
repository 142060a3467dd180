import { describe, expect, test } from 'vitest';
import { success } from '../../../src/json/outcome.ts';
import type { CacheRecord } from '../../../src/upstream/cache/entry.ts';
import { createGuard, guardStore } from '../../../src/upstream/cache/guarded-store.ts';
import { createMemoryStore } from '../../../src/upstream/cache/memory-store.ts';
import type { Store } from '../../../src/upstream/cache/store.ts';
import { createFakeClock } from '../../harness/fake-clock.ts';
import { caching, numbered } from './caching.ts';

describe('a store in memory', () => {
  const textStore = (maxBytes = 10_000) => {
    const clock = createFakeClock();
    return { clock, store: createMemoryStore<string>({ maxBytes, sizeOf: (text) => text.length }, clock) };
  };

  test('keeps a value for its time', async () => {
    const { clock, store } = textStore();
    await clock.advance(1_000);
    expect(store.set('a', 'x', 99.5)).toBe(true);
    await clock.advance(99);
    expect(store.get('a')).toEqual(success('x'));
    await clock.advance(2);
    expect(store.get('a')).toEqual(success(undefined));
    expect(clock.pendingTimers).toBe(0);
  });

  test('gives up what was unused longest when it is full', () => {
    const { store } = textStore(3_000);
    const text = 'x'.repeat(700);
    for (const key of ['a', 'b', 'c']) void store.set(key, text, 1_000);
    void store.get('a');
    void store.set('d', text, 1_000);
    expect(['a', 'b', 'c', 'd'].filter((key) => (store.get(key) as { value?: string }).value)).toEqual(['a', 'c', 'd']);
  });

  test('does not take what is larger than itself, and then has not the former value either', () => {
    const { store } = textStore(1_000);
    expect(store.set('a', 'x', 1_000)).toBe(true);
    expect(store.set('a', 'x'.repeat(2_000), 1_000)).toBe(false);
    expect(store.get('a')).toEqual(success(undefined));
  });

  test('bounds what a cache keeps', async () => {
    const clock = createFakeClock();
    const sizes: number[] = [];
    const counted = (record: CacheRecord) => {
      const size = record.kind === 'entry' ? record.response.body.byteLength : 0;
      sizes.push(size);
      return size;
    };
    const store = createMemoryStore<CacheRecord>({ maxBytes: 5_000, sizeOf: counted }, clock);
    const { ask } = caching(numbered({ 'cache-control': 'max-age=60' }), { clock, store });
    for (let page = 0; page < 100; page += 1) await ask(`/${page}`);
    expect(sizes).toHaveLength(100);
    expect((await ask('/0')).kind).toBe('miss');
    expect((await ask('/99')).kind).toBe('hit');
  });
});

/** A store outside, on which every operation takes so long, or fails. */
function distantStore(clock: ReturnType<typeof createFakeClock>) {
  const inner = createMemoryStore<CacheRecord>({ maxBytes: 1_000_000, sizeOf: () => 1 }, clock);
  const state = { delayMs: 1, broken: false, operations: 0 };
  const never = new AbortController().signal;
  const distant = async <Value>(operation: () => Value): Promise<Value> => {
    state.operations += 1;
    await clock.sleep(state.delayMs, never);
    if (state.broken) throw new Error('gone');
    return operation();
  };
  const store: Store<CacheRecord> = {
    get: (key) => distant(() => inner.get(key) as Awaited<ReturnType<typeof inner.get>>),
    set: (key, value, ttlMs) => distant(() => inner.set(key, value, ttlMs) as boolean),
    delete: (key) => distant(() => inner.delete(key) as boolean),
  };
  return { state, store: guardStore(store, createGuard(50, clock)) };
}

describe('a cache over a distant store', () => {
  const setUp = () => {
    const clock = createFakeClock();
    const { state, store } = distantStore(clock);
    const world = caching(numbered({ 'cache-control': 'max-age=60' }), { clock, store });
    const timed = async (path: string, method = 'GET') => {
      const from = clock.now();
      let tookMs = -1;
      const asking = world.ask(path, { method }).then((got) => {
        tookMs = clock.now() - from;
        return got;
      });
      await clock.advance(500);
      return { ...(await asking), tookMs };
    };
    return { clock, state, timed };
  };

  test('waits for both lookups at once, and never for a write', async () => {
    const { timed } = setUp();
    expect(await timed('/')).toMatchObject({ kind: 'miss', tookMs: 1 });
    expect(await timed('/')).toMatchObject({ kind: 'hit', tookMs: 1 });
  });

  test.each([
    ['slow', { delayMs: 10_000 }],
    ['gone', { broken: true }],
  ])('goes its way without a store that is %s, and costs no call more than the limit', async (_, trouble) => {
    const { clock, state, timed } = setUp();
    await timed('/');
    Object.assign(state, trouble);
    for (let call = 0; call < 10; call += 1) {
      const got = await timed('/');
      expect(got).toMatchObject({ kind: 'bypass', cache: 'overlap; fwd=bypass; detail=store-unavailable' });
      expect(got.outcome.ok).toBe(true);
      expect(got.tookMs).toBeLessThanOrEqual(50);
    }
    Object.assign(state, { delayMs: 1, broken: false });
    await clock.advance(11_000);
    expect((await timed('/')).tookMs).toBe(1);
    await timed('/');
    expect((await timed('/')).kind).toBe('hit');
  });

  test('leaves a store that keeps failing alone, but for one look a second', async () => {
    const { state, timed } = setUp();
    state.broken = true;
    await timed('/');
    await timed('/');
    await timed('/');
    const before = state.operations;
    for (let call = 0; call < 20; call += 1) await timed('/'); // ten seconds
    expect(state.operations - before).toBeLessThanOrEqual(11);
    expect((await timed('/')).tookMs).toBeLessThanOrEqual(1);
  });

  test('remembers changes that the store could not take, until it can', async () => {
    const { clock, state, timed } = setUp();
    await timed('/users');
    expect((await timed('/users')).kind).toBe('hit');
    state.broken = true;
    await timed('/users', 'POST');
    state.broken = false;
    await clock.advance(11_000);
    expect((await timed('/users')).kind).not.toBe('hit');
    await timed('/users');
    expect((await timed('/users')).kind).toBe('hit');
  });
});
