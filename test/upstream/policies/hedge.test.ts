import { describe, expect, test } from 'vitest';
import { awaited } from '../../../src/upstream/awaiting.ts';
import { Call } from '../../../src/upstream/call.ts';
import { createHedge, type HedgeOptions } from '../../../src/upstream/policies/hedge.ts';
import { LatencyWindow } from '../../../src/upstream/policies/latency-window.ts';
import type { UpstreamRequest } from '../../../src/upstream/upstream.ts';
import { createFakeClock } from '../../harness/fake-clock.ts';
import { createFakeTransport, failureOf, responseOf } from '../../harness/fake-transport.ts';
import { requestTo, testCaller } from '../../harness/upstream-call.ts';

/** A hedging call over exchanges that are answered by hand. */
function hedging(options: Partial<HedgeOptions> = {}) {
  const clock = createFakeClock();
  const transport = createFakeTransport();
  const policy = createHedge(
    { after: { kind: 'delay', ms: 50 }, budgetRatio: 0.05, idempotent: false, ...options },
    clock,
  );
  // As the layer of attempts does.
  const send = awaited(
    policy((call, settle) => {
      call.beginAttempt(clock.now());
      transport.send(call, settle);
    }),
  );
  const caller = testCaller({ clock, deadlineMs: 60_000 });
  const newCall = (request: Partial<UpstreamRequest> = {}) =>
    new Call(requestTo('http://stub', '/', request), caller.context.deadline, caller.context.observe);
  return { clock, transport, send, newCall, caller };
}

describe('a hedge', () => {
  test('is a second attempt beside a late first one; the first good answer wins and the other attempt is stopped', async () => {
    const { clock, transport, send, newCall, caller } = hedging();
    const call = newCall();
    const sending = send(call);
    await clock.advance(49);
    expect(transport.exchanges).toHaveLength(1);
    await clock.advance(1);
    expect(transport.exchanges).toHaveLength(2);
    transport.exchanges[1]?.answer(responseOf(200, {}, 'second'));
    expect(await sending).toMatchObject({ ok: true, value: { status: 200 } });
    expect(transport.pending).toHaveLength(0);
    expect(call.attempts).toBe(2);
    expect(caller.events.map((event) => (event.kind === 'attempt' ? event.number : event.kind))).toEqual([
      1,
      'hedged',
      2,
    ]);
    expect(clock.pendingTimers).toBe(1); // the caller's deadline
  });

  test('is not sent when the first answers in time', async () => {
    const { clock, transport, send, newCall } = hedging();
    const sending = send(newCall());
    await clock.advance(10);
    transport.exchanges[0]?.answer(responseOf());
    await sending;
    await clock.advance(1_000);
    expect(transport.exchanges).toHaveLength(1);
  });

  test('is stopped when the first answers after all', async () => {
    const { clock, transport, send, newCall } = hedging();
    const sending = send(newCall());
    await clock.advance(60);
    transport.exchanges[0]?.answer(responseOf(204));
    expect(await sending).toMatchObject({ value: { status: 204 } });
    expect(transport.pending).toHaveLength(0);
  });

  test.each([
    ['fails', failureOf({ kind: 'connection', code: 'ECONNRESET' })],
    ['answers 500', responseOf(500)],
    ['answers 429', responseOf(429)],
    ['is refused', failureOf({ kind: 'refused', by: 'bulkhead' })],
  ])('that %s leaves the first its chance', async (_, answer) => {
    const { clock, transport, send, newCall } = hedging();
    const sending = send(newCall());
    await clock.advance(50);
    transport.exchanges[1]?.answer(answer);
    await clock.advance(10);
    transport.exchanges[0]?.answer(responseOf(200, {}, 'first'));
    expect(await sending).toMatchObject({ ok: true, value: { status: 200 } });
  });

  test('is not needed to fail: a first attempt that fails in time is the outcome', async () => {
    const { clock, transport, send, newCall } = hedging();
    const sending = send(newCall());
    await clock.advance(10);
    const failure = failureOf({ kind: 'connection', code: 'ECONNREFUSED' });
    transport.exchanges[0]?.answer(failure);
    expect(await sending).toBe(failure);
    await clock.advance(1_000);
    expect(transport.exchanges).toHaveLength(1);
  });

  test('that fails as well leaves the outcome that tells most', async () => {
    const { clock, transport, send, newCall } = hedging();
    const sending = send(newCall());
    await clock.advance(50);
    transport.exchanges[0]?.answer(responseOf(503));
    transport.exchanges[1]?.answer(failureOf({ kind: 'refused', by: 'breaker' }));
    expect(await sending).toMatchObject({ ok: true, value: { status: 503 } });
  });

  test.each(['POST', 'PUT', 'PATCH', 'DELETE'])(
    'is not sent for a %s, unless repeating is declared harmless',
    async (method) => {
      const careful = hedging();
      void careful.send(careful.newCall({ method }));
      await careful.clock.advance(1_000);
      expect(careful.transport.exchanges).toHaveLength(1);
      const declared = hedging({ idempotent: true });
      void declared.send(declared.newCall({ method }));
      await declared.clock.advance(1_000);
      expect(declared.transport.exchanges).toHaveLength(2);
    },
  );

  test('ends with its caller: both attempts are stopped', async () => {
    const { clock, transport, send, newCall } = hedging();
    const call = newCall();
    const sending = send(call);
    await clock.advance(60);
    expect(transport.pending).toHaveLength(2);
    call.stop({ kind: 'aborted' });
    expect(await sending).toEqual(failureOf({ kind: 'aborted' }));
    expect(transport.pending).toHaveLength(0);
    expect(clock.pendingTimers).toBe(1);
  });

  test('is never begun for a caller who has left', async () => {
    const { clock, transport, send, newCall } = hedging();
    const call = newCall();
    const sending = send(call);
    call.stop({ kind: 'deadline' });
    await sending;
    await clock.advance(1_000);
    expect(transport.exchanges).toHaveLength(1);
  });

  test('adds no more than its share of load when everything is late', async () => {
    const { clock, transport, send, newCall } = hedging();
    const calls = Array.from({ length: 1_000 }, () => send(newCall()));
    await clock.advance(60);
    expect(transport.exchanges.length).toBeGreaterThan(1_000);
    expect(transport.exchanges.length).toBeLessThanOrEqual(1_000 + 5 + 0.05 * 1_000);
    for (const exchange of transport.pending) exchange.answer(responseOf());
    await Promise.all(calls);
  });
});

describe('by percentile', () => {
  /** Lets that many calls be answered after 1, 2, 3 … ms. */
  async function warmUp({ clock, transport, send, newCall }: ReturnType<typeof hedging>, calls: number): Promise<void> {
    for (let index = 0; index < calls; index += 1) {
      const sending = send(newCall());
      await clock.advance(index + 1);
      transport.pending[0]?.answer(responseOf());
      await sending;
    }
  }

  test('nothing is late while too few calls are known', async () => {
    const world = hedging({ after: { kind: 'percentile', ratio: 0.95 } });
    await warmUp(world, 19);
    void world.send(world.newCall());
    await world.clock.advance(10_000);
    expect(world.transport.exchanges).toHaveLength(20);
  });

  test('late is what exceeds that share of the last answers', async () => {
    const world = hedging({ after: { kind: 'percentile', ratio: 0.95 } });
    await warmUp(world, 20);
    void world.send(world.newCall());
    await world.clock.advance(18);
    expect(world.transport.exchanges).toHaveLength(21);
    await world.clock.advance(1);
    expect(world.transport.exchanges).toHaveLength(22);
  });
});

describe('a window of latencies', () => {
  test('gives the nearest rank, of the last ones only', () => {
    const window = new LatencyWindow(100);
    for (let ms = 1; ms <= 100; ms += 1) window.record(ms);
    expect([0, 0.5, 0.95, 0.99, 1].map((ratio) => window.percentile(ratio))).toEqual([1, 50, 95, 99, 100]);
    for (let ms = 0; ms < 96; ms += 1) window.record(7);
    expect(window.percentile(0.5)).toBe(7);
    expect(window.percentile(1)).toBe(100);
  });
});
