import { describe, expect, test } from 'vitest';
import { awaited } from '../../../src/upstream/awaiting.ts';
import { Call } from '../../../src/upstream/call.ts';
import { type BreakerOptions, createBreaker } from '../../../src/upstream/policies/breaker.ts';
import { SlidingWindow } from '../../../src/upstream/policies/sliding-window.ts';
import type { UpstreamOutcome } from '../../../src/upstream/upstream.ts';
import { createFakeClock } from '../../harness/fake-clock.ts';
import { createFakeTransport, failureOf, responseOf } from '../../harness/fake-transport.ts';
import { requestTo, testCaller } from '../../harness/upstream-call.ts';

const OPTIONS: BreakerOptions = { failureRatio: 0.5, minCalls: 20, windowMs: 10_000, openMs: 5_000 };
const RESET = failureOf({ kind: 'connection', code: 'ECONNRESET' });
const OPEN = { ok: false, failure: { kind: 'refused', by: 'breaker' } };

function breaking() {
  const clock = createFakeClock();
  const transport = createFakeTransport();
  const send = awaited(createBreaker(OPTIONS, clock)(transport.send));
  const caller = testCaller({ clock, deadlineMs: 1_000_000 });
  const begin = () => send(new Call(requestTo('http://stub'), caller.context.deadline, caller.context.observe));
  /** Sends a call and answers it so, if it gets through. */
  const call = async (answer: UpstreamOutcome) => {
    const sending = begin();
    transport.pending.at(-1)?.answer(answer);
    return sending;
  };
  const calls = async (count: number, answer: UpstreamOutcome) => {
    for (let index = 0; index < count; index += 1) await call(answer);
  };
  return { clock, transport, begin, call, calls, caller };
}

describe('a closed breaker', () => {
  test('opens when half of at least 20 calls fail, and then refuses with the time that is left', async () => {
    const { clock, transport, call, calls } = breaking();
    await calls(10, responseOf());
    await calls(9, RESET);
    expect(await call(RESET)).toBe(RESET);
    await clock.advance(1_000);
    expect(await call(responseOf())).toEqual({
      ok: false,
      failure: { kind: 'refused', by: 'breaker', retryAfterMs: 4_000 },
    });
    expect(transport.exchanges).toHaveLength(20);
  });

  test('stays closed below 20 calls, and below half', async () => {
    const few = breaking();
    await few.calls(19, RESET);
    await few.clock.advance(20_000);
    await few.calls(19, RESET);
    expect(few.transport.exchanges).toHaveLength(38);
    const mixed = breaking();
    for (let round = 0; round < 100; round += 1) {
      await mixed.calls(3, responseOf());
      await mixed.calls(2, responseOf(500));
    }
    expect(mixed.transport.exchanges).toHaveLength(500);
  });

  test('forgets failures older than its window', async () => {
    const { clock, transport, calls } = breaking();
    await calls(15, RESET);
    await clock.advance(11_000);
    await calls(15, RESET);
    expect(transport.exchanges).toHaveLength(30);
  });

  test.each<[string, UpstreamOutcome]>([
    ['a failed connection', RESET],
    ['an attempt timeout', failureOf({ kind: 'timeout', afterMs: 1 })],
    ['a 500', responseOf(500)],
    ['a 503', responseOf(503)],
  ])('counts %s', async (_, answer) => {
    const { calls, call } = breaking();
    await calls(20, answer);
    expect(await call(responseOf())).toMatchObject(OPEN);
  });

  test.each<[string, UpstreamOutcome]>([
    ['a 404', responseOf(404)],
    ['a 429', responseOf(429)],
    ['a body that is too large', failureOf({ kind: 'too large', limitBytes: 1 })],
    ['a client that left', failureOf({ kind: 'aborted' })],
    ['a deadline', failureOf({ kind: 'deadline' })],
    ['a refusal by the bulkhead', failureOf({ kind: 'refused', by: 'bulkhead' })],
    ['a queue timeout', failureOf({ kind: 'refused', by: 'queue timeout' })],
  ])('does not count %s', async (_, answer) => {
    const { calls, call } = breaking();
    await calls(100, answer);
    expect(await call(responseOf())).toMatchObject({ ok: true });
  });

  test('what says nothing about the source does not dilute what does', async () => {
    const { calls, call } = breaking();
    await calls(100, failureOf({ kind: 'aborted' }));
    await calls(20, RESET);
    expect(await call(responseOf())).toMatchObject(OPEN);
  });
});

describe('an open breaker', () => {
  test('lets a single call find out, and closes when it is answered well', async () => {
    const { clock, transport, begin, call, calls } = breaking();
    await calls(20, RESET);
    await clock.advance(5_000);
    const probe = begin();
    expect(await begin()).toEqual(OPEN);
    transport.pending[0]?.answer(responseOf());
    await probe;
    expect(await call(responseOf())).toMatchObject({ ok: true });
  });

  test('opens for as long again when that call fails', async () => {
    const { clock, call, calls } = breaking();
    await calls(20, RESET);
    await clock.advance(5_000);
    expect(await call(responseOf(502))).toMatchObject({ ok: true, value: { status: 502 } });
    await clock.advance(4_999);
    expect(await call(responseOf())).toMatchObject(OPEN);
    await clock.advance(1);
    expect(await call(responseOf())).toMatchObject({ ok: true });
  });

  test('lets another call find out when the first said nothing', async () => {
    const { clock, call, calls } = breaking();
    await calls(20, RESET);
    await clock.advance(5_000);
    expect(await call(failureOf({ kind: 'aborted' }))).toMatchObject({ failure: { kind: 'aborted' } });
    expect(await call(responseOf())).toMatchObject({ ok: true });
    expect(await call(responseOf())).toMatchObject({ ok: true });
  });

  test('is not closed by a late success, nor opened again by a late failure', async () => {
    const { clock, transport, begin, call, calls } = breaking();
    const lateSuccess = begin();
    const lateFailures = Array.from({ length: 25 }, begin);
    const [first, ...others] = transport.pending;
    await calls(20, RESET);
    first?.answer(responseOf());
    await lateSuccess;
    expect(await call(responseOf())).toMatchObject(OPEN);
    await clock.advance(5_000);
    await call(responseOf());
    for (const exchange of others) exchange.answer(RESET);
    await Promise.all(lateFailures);
    expect(await call(responseOf())).toMatchObject({ ok: true });
  });

  test('a refusal is told as the end of the call', async () => {
    const { call, calls, caller } = breaking();
    await calls(20, RESET);
    caller.events.length = 0;
    await call(responseOf());
    expect(caller.events).toMatchObject([{ kind: 'failed', failure: { kind: 'refused', by: 'breaker' } }]);
  });
});

describe('a sliding window', () => {
  test('counts what is no older than its length, whatever came before', () => {
    const window = new SlidingWindow(10_000);
    for (let nowMs = 0; nowMs < 100_000; nowMs += 100) window.record(nowMs % 200 === 0, nowMs);
    expect([window.calls, window.failures]).toEqual([100, 50]);
  });

  test('forgets slices in which nothing happened, one or all of them', () => {
    const window = new SlidingWindow(10_000);
    for (const nowMs of [0, 500, 1_500, 9_999]) window.record(true, nowMs);
    window.record(false, 10_500); // what came before 1,000 is gone
    expect([window.calls, window.failures]).toEqual([3, 2]);
    window.record(true, 60_000);
    expect([window.calls, window.failures]).toEqual([1, 1]);
  });

  test('begins anywhere, below zero too', () => {
    const window = new SlidingWindow(10_000);
    for (let nowMs = -25_000; nowMs < 25_000; nowMs += 1_000) window.record(true, nowMs);
    expect([window.calls, window.failures]).toEqual([10, 10]);
  });
});
