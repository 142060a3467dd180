import { getEventListeners } from 'node:events';
import { describe, expect, test } from 'vitest';
import type { Clock } from '../../src/time/clock.ts';
import { broken, type Send } from '../../src/upstream/call.ts';
import { composePipeline, type PipelineOptions } from '../../src/upstream/pipeline.ts';
import { keyOfRequest } from '../../src/upstream/request-key.ts';
import { createFakeClock } from '../harness/fake-clock.ts';
import { createFakeTransport, type FakeTransport, responseOf } from '../harness/fake-transport.ts';
import { requestTo, testCaller } from '../harness/upstream-call.ts';

const CACHE = { maxBytes: 1_000_000, staleIfErrorMs: 600_000, staleWhileRevalidateMs: 0 };
const RETRY = { maxAttempts: 2, budgetRatio: 0.2, idempotent: false };
const BREAKER = { failureRatio: 0.1, minCalls: 1, windowMs: 10_000, openMs: 5_000 };

const OPTIONS: PipelineOptions = { attemptTimeoutMs: 300, queueTimeoutMs: 100, maxConnections: 1, maxQueued: 2 };

function pipelineOver(transport: FakeTransport, clock: Clock, options: Partial<PipelineOptions> = {}) {
  const send = composePipeline({ ...OPTIONS, ...options }, transport.send, clock);
  return (path: string, caller: ReturnType<typeof testCaller>) => send(requestTo('http://stub', path), caller.context);
}

describe('the bulkhead', () => {
  test('lets so many through at once, and the rest in their order', async () => {
    const clock = createFakeClock();
    const transport = createFakeTransport();
    const send = pipelineOver(transport, clock, { maxConnections: 2, maxQueued: 10 });
    using caller = testCaller({ clock });
    const sends = ['/a', '/b', '/c', '/d'].map((path) => send(path, caller));
    const asked = () => transport.exchanges.map(({ call }) => call.request.url);
    await clock.advance(0);
    expect(asked()).toEqual(['http://stub/a', 'http://stub/b']);
    transport.exchanges[1]?.answer(responseOf());
    await clock.advance(0);
    expect(asked().at(-1)).toBe('http://stub/c');
    transport.exchanges[0]?.answer(responseOf());
    transport.exchanges[2]?.answer(responseOf());
    await clock.advance(0);
    transport.exchanges[3]?.answer(responseOf());
    expect((await Promise.all(sends)).every(({ ok }) => ok)).toBe(true);
    expect(clock.pendingTimers).toBe(1); // the deadline's
  });

  test('refuses at once when its queue is full', async () => {
    const clock = createFakeClock();
    const transport = createFakeTransport();
    const send = pipelineOver(transport, clock);
    using caller = testCaller({ clock });
    void send('/runs', caller);
    void send('/waits', caller);
    void send('/waits', caller);
    expect(await send('/refused', caller)).toEqual({ ok: false, failure: { kind: 'refused', by: 'bulkhead' } });
  });

  test('refuses a call whose turn does not come in time', async () => {
    const clock = createFakeClock();
    const transport = createFakeTransport();
    const send = pipelineOver(transport, clock);
    using caller = testCaller({ clock });
    void send('/runs', caller);
    const waiting = send('/waits', caller);
    await clock.advance(100);
    expect(await waiting).toEqual({ ok: false, failure: { kind: 'refused', by: 'queue timeout' } });
    transport.exchanges[0]?.answer(responseOf());
    await clock.advance(0);
    expect(transport.exchanges).toHaveLength(1);
  });

  test('a queued call leaves the moment its client leaves, and makes room', async () => {
    const clock = createFakeClock();
    const transport = createFakeTransport();
    const send = pipelineOver(transport, clock);
    using caller = testCaller({ clock });
    using leaver = testCaller({ clock });
    void send('/runs', caller);
    const leaving = send('/leaves', leaver);
    const staying = send('/stays', caller);
    leaver.leave();
    expect(await leaving).toEqual({ ok: false, failure: { kind: 'aborted' } });
    expect(leaver.kinds).toEqual(['queued', 'failed']);
    void send('/takes its room', caller);
    transport.exchanges[0]?.answer(responseOf());
    await clock.advance(0);
    expect(transport.exchanges[1]?.call.request.url).toBe('http://stub/stays');
    transport.exchanges[1]?.answer(responseOf());
    expect((await staying).ok).toBe(true);
  });

  test('a queued call leaves at its deadline, and nothing stays behind on its signals', async () => {
    const clock = createFakeClock();
    const send = pipelineOver(createFakeTransport(), clock);
    using caller = testCaller({ clock });
    using hurried = testCaller({ clock, deadlineMs: 30 });
    void send('/runs', caller);
    const waiting = send('/waits', hurried);
    await clock.advance(30);
    expect(await waiting).toEqual({ ok: false, failure: { kind: 'deadline' } });
    expect(getEventListeners(hurried.context.signal, 'abort')).toHaveLength(0);
    expect(getEventListeners(hurried.context.deadline.signal, 'abort')).toHaveLength(0);
  });

  test('failures give their place back like answers do', async () => {
    const clock = createFakeClock();
    const transport = createFakeTransport(() => ({ ok: false, failure: { kind: 'connection', code: 'ECONNREFUSED' } }));
    const send = pipelineOver(transport, clock);
    using caller = testCaller({ clock });
    for (let index = 0; index < 5; index += 1) expect((await send('/', caller)).ok).toBe(false);
    expect(transport.exchanges).toHaveLength(5);
  });
});

describe('the attempt timeout', () => {
  test('counts from the start of the attempt, not from the queue', async () => {
    const clock = createFakeClock();
    const transport = createFakeTransport();
    const send = pipelineOver(transport, clock);
    using caller = testCaller({ clock });
    void send('/first', caller);
    const second = send('/second', caller);
    await clock.advance(90);
    transport.exchanges[0]?.answer(responseOf());
    await clock.advance(299);
    expect(transport.pending).toHaveLength(1);
    await clock.advance(1);
    expect(await second).toEqual({ ok: false, failure: { kind: 'timeout', afterMs: 300 } });
  });

  test('leaves no timer behind after an answer', async () => {
    const clock = createFakeClock();
    const send = pipelineOver(
      createFakeTransport(() => responseOf()),
      clock,
    );
    using caller = testCaller({ clock });
    await send('/', caller);
    expect(clock.pendingTimers).toBe(1); // the deadline's
  });
});

describe('the deadline', () => {
  test('answers at its moment even when everything below hangs and cannot be stopped', async () => {
    const clock = createFakeClock();
    const send = composePipeline(OPTIONS, () => undefined, clock);
    using caller = testCaller({ clock, deadlineMs: 40 });
    const sending = send(requestTo('http://stub'), caller.context);
    await clock.advance(40);
    expect(await sending).toEqual({ ok: false, failure: { kind: 'deadline' } });
  });

  test('wins over an attempt timeout of the same moment', async () => {
    const clock = createFakeClock();
    const send = pipelineOver(createFakeTransport(), clock);
    using caller = testCaller({ clock, deadlineMs: 300 });
    const sending = send('/', caller);
    await clock.advance(300);
    expect(await sending).toEqual({ ok: false, failure: { kind: 'deadline' } });
  });

  test('is known from the signal’s reason too, when one signal stands for both', async () => {
    const clock = createFakeClock();
    const send = pipelineOver(createFakeTransport(), clock);
    using caller = testCaller({ clock, deadlineMs: 40 });
    const context = { ...caller.context, signal: caller.context.deadline.signal };
    const sending = composePipeline(OPTIONS, createFakeTransport().send, clock)(requestTo('http://stub'), context);
    await clock.advance(40);
    expect(await sending).toEqual({ ok: false, failure: { kind: 'deadline' } });
    expect(getEventListeners(context.signal, 'abort')).toHaveLength(0);
    expect((await send('/', caller)).ok).toBe(false);
  });

  test('has passed when its moment has, though a blocked event loop has not run its timer', async () => {
    const clock = createFakeClock();
    const transport = createFakeTransport();
    const send = pipelineOver(transport, { ...clock, now: () => 50 });
    using caller = testCaller({ clock, deadlineMs: 40 });
    expect(await send('/', caller)).toEqual({ ok: false, failure: { kind: 'deadline' } });
    expect(transport.exchanges).toHaveLength(0);
  });
});

describe('the order of the layers', () => {
  const retry = { maxAttempts: 2, budgetRatio: 0.2, idempotent: false };

  test('a call that pauses between attempts takes no place in the bulkhead', async () => {
    const clock = createFakeClock();
    const transport = createFakeTransport((_, index) =>
      index === 0 ? responseOf(503, { 'retry-after': '1' }) : undefined,
    );
    const send = pipelineOver(transport, clock, { retry, maxQueued: 0 });
    using caller = testCaller({ clock });
    void send('/pauses', caller);
    await clock.advance(10);
    void send('/runs', caller);
    await clock.advance(10);
    expect(transport.exchanges.map(({ call }) => call.request.url)).toEqual(['http://stub/pauses', 'http://stub/runs']);
  });

  test('every attempt is counted by the breaker, and none follows its opening', async () => {
    const clock = createFakeClock();
    const transport = createFakeTransport(() => responseOf(500));
    const breaker = { failureRatio: 0.5, minCalls: 4, windowMs: 10_000, openMs: 5_000 };
    const send = pipelineOver(transport, clock, { retry, breaker });
    using caller = testCaller({ clock });
    for (const path of ['/1', '/2', '/3']) {
      const sending = send(path, caller);
      await clock.advance(50);
      await sending;
    }
    expect(transport.exchanges).toHaveLength(4);
  });

  test('a queue timeout is neither retried nor held against the source', async () => {
    const clock = createFakeClock();
    const transport = createFakeTransport();
    const breaker = { failureRatio: 0.1, minCalls: 1, windowMs: 10_000, openMs: 5_000 };
    const send = pipelineOver(transport, clock, { retry, breaker });
    using caller = testCaller({ clock });
    void send('/runs', caller);
    const waiting = send('/waits', caller);
    await clock.advance(100);
    expect(await waiting).toEqual({ ok: false, failure: { kind: 'refused', by: 'queue timeout' } });
    transport.exchanges[0]?.answer(responseOf());
    await clock.advance(0);
    void send('/goes through', caller);
    await clock.advance(0);
    expect(transport.exchanges).toHaveLength(2);
  });
});

describe('a caller that observes nothing', () => {
  const tallied = (clock: Clock) => {
    const { deadline, signal } = testCaller({ clock }).context;
    const tally = { attempts: 0, stale: undefined, cache: undefined };
    return { tally, context: { deadline, signal, tally } };
  };

  test.each([false, true])('is told how many exchanges were made for it, coalescing %s', async (coalesce) => {
    const clock = createFakeClock();
    const transport = createFakeTransport((_, index) => (index === 0 ? responseOf(503) : undefined));
    const send = composePipeline({ ...OPTIONS, coalesce, retry: RETRY }, transport.send, clock);
    const { tally, context } = tallied(clock);
    const sending = send(requestTo('http://stub'), context);
    await clock.advance(60);
    const late = tallied(clock);
    const joining = coalesce ? send(requestTo('http://stub'), late.context) : undefined;
    transport.pending[0]?.answer(responseOf());
    await Promise.all([sending, joining]);
    expect([tally.attempts, late.tally.attempts]).toEqual([2, 0]);
  });

  test('is told that its answer is an old one', async () => {
    const clock = createFakeClock();
    const fresh = { 'cache-control': 'max-age=1' };
    const transport = createFakeTransport((_, index) => (index === 0 ? responseOf(200, fresh) : responseOf(503)));
    const send = composePipeline({ ...OPTIONS, cache: CACHE }, transport.send, clock);
    const first = tallied(clock);
    await send(requestTo('http://stub'), first.context);
    await clock.advance(5_000);
    const second = tallied(clock);
    expect((await send(requestTo('http://stub'), second.context)).ok).toBe(true);
    expect(first.tally.stale).toBeUndefined();
    expect(second.tally).toEqual({ attempts: 1, cache: 'stale', stale: { ageMs: 5_000, because: 'status' } });
  });

  test('may say the key of its request', async () => {
    const clock = createFakeClock();
    const transport = createFakeTransport();
    const send = composePipeline({ ...OPTIONS, coalesce: true }, transport.send, clock);
    const request = requestTo('http://stub');
    void send(request, { ...tallied(clock).context, key: keyOfRequest(request) });
    void send(request, tallied(clock).context);
    expect(transport.exchanges).toHaveLength(1);
  });
});

test.each<[string, Send]>([
  [
    'at once',
    () => {
      throw new TypeError('a bug');
    },
  ],
  ['later', (_call, settle) => void Promise.resolve().then(() => settle(broken(new TypeError('a bug'))))],
])('a bug below, met %s, reaches the caller as a rejection and leaves nothing behind', async (_, transport) => {
  const clock = createFakeClock();
  const every = { coalesce: true, announcedRateLimit: true, cache: CACHE, retry: RETRY, breaker: BREAKER };
  const send = composePipeline({ ...OPTIONS, ...every }, transport, clock);
  using caller = testCaller({ clock });
  await expect(send(requestTo('http://stub'), caller.context)).rejects.toThrow('a bug');
  await expect(send(requestTo('http://stub'), caller.context)).rejects.toThrow('a bug');
  expect(getEventListeners(caller.context.signal, 'abort')).toHaveLength(0);
  expect(clock.pendingTimers).toBe(1); // the deadline's
});
