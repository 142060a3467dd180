import { describe, expect, test } from 'vitest';
import { awaited } from '../../../src/upstream/awaiting.ts';
import { Call } from '../../../src/upstream/call.ts';
import { adaptLimit, createAdaptiveLimit } from '../../../src/upstream/policies/adaptive.ts';
import { createBulkhead } from '../../../src/upstream/policies/bulkhead.ts';
import { createFakeClock } from '../../harness/fake-clock.ts';
import { createFakeTransport, responseOf } from '../../harness/fake-transport.ts';
import { requestTo, testCaller } from '../../harness/upstream-call.ts';

const BOUNDS = { minConcurrent: 1, maxConcurrent: 100 };

/** The limit after that many equal samples taken at the limit. */
function adapted(samples: number, latencyMs: number, from = { limit: 20, usualMs: 100 }) {
  let state = from;
  for (let index = 0; index < samples; index += 1) {
    state = adaptLimit(state, { latencyMs, inFlight: state.limit, overloaded: false }, BOUNDS);
  }
  return state;
}

describe('the limit', () => {
  test('grows to its bound while latency is as usual', () => {
    expect(adapted(1, 100).limit).toBeGreaterThan(20);
    expect(adapted(1_000, 100).limit).toBe(100);
  });

  test('shrinks as latency rises far above the usual, and comes back with it', () => {
    const slow = adapted(30, 1_000, { limit: 80, usualMs: 100 });
    expect(slow.limit).toBeLessThan(40);
    expect(adapted(200, 100, slow).limit).toBeGreaterThan(80);
  });

  test('bears a little more latency than usual', () => {
    expect(adapted(10, 140).limit).toBeGreaterThan(20);
  });

  test('drops at once on a sign of overload, whatever the latency', () => {
    const next = adaptLimit({ limit: 50, usualMs: 100 }, { latencyMs: 1, inFlight: 1, overloaded: true }, BOUNDS);
    expect(next).toEqual({ limit: 45, usualMs: 100 });
  });

  test('learns nothing from a source that has little to do', () => {
    const quiet = adaptLimit({ limit: 50, usualMs: 100 }, { latencyMs: 100, inFlight: 3, overloaded: false }, BOUNDS);
    expect(quiet.limit).toBe(50);
  });

  test('stays within its bounds', () => {
    let state = { limit: 2, usualMs: 1 };
    for (let index = 0; index < 100; index += 1) {
      state = adaptLimit(state, { latencyMs: 1, inFlight: 2, overloaded: true }, BOUNDS);
    }
    expect(state.limit).toBe(1);
  });

  test('forgets a slow spell faster than it learned it', () => {
    expect(adapted(50, 10, { limit: 20, usualMs: 1_000 }).usualMs).toBeLessThan(200);
  });
});

describe('a bulkhead with an adaptive limit', () => {
  test('finds how much a source bears: no more than it can do at once stays in flight', async () => {
    const CAN_DO = 10;
    const clock = createFakeClock();
    const transport = createFakeTransport();
    const adaptive = createAdaptiveLimit(BOUNDS, clock);
    const bulkhead = createBulkhead(
      {
        get maxConcurrent() {
          return adaptive.maxConcurrent;
        },
        maxQueued: 10_000,
        queueTimeoutMs: 1_000_000,
      },
      clock,
    );
    const send = awaited(bulkhead(adaptive.policy(transport.send)));
    using caller = testCaller({ clock, deadlineMs: 10_000_000 });
    const newCall = () => new Call(requestTo('http://stub'), caller.context.deadline, caller.context.observe);

    // Answers ten every 100 ms, oldest first: whatever else is in flight waits its turn there.
    const work = async (rounds: number) => {
      for (let round = 0; round < rounds; round += 1) {
        await clock.advance(100);
        for (const exchange of transport.pending.slice(0, CAN_DO)) exchange.answer(responseOf());
        await clock.advance(0);
      }
    };
    // Quiet at first, so that the usual latency is known; then far too much.
    const calls: Promise<unknown>[] = [];
    for (let round = 0; round < 30; round += 1) {
      for (let call = 0; call < CAN_DO; call += 1) calls.push(send(newCall()));
      await work(1);
    }
    for (let call = 0; call < 2_000; call += 1) calls.push(send(newCall()));
    // It goes up and down, looking for the moment when latency begins to rise: the mean is what counts.
    let sum = 0;
    for (let round = 0; round < 150; round += 1) {
      await work(1);
      sum += adaptive.maxConcurrent;
    }
    expect(sum / 150).toBeGreaterThanOrEqual(CAN_DO);
    expect(sum / 150).toBeLessThan(4 * CAN_DO);
    await work(100);
    await Promise.all(calls);
    expect(transport.exchanges).toHaveLength(2_300);
  });
});
