import { expect, test } from 'vitest';
import { inTurns } from '../../src/live/in-turns.ts';
import { createFakeClock } from '../harness/fake-clock.ts';

const MANY = Array.from({ length: 1_200 }, (_, index) => index);

test('many are served some at a time, in order, and others have their turn between', async () => {
  const clock = createFakeClock();
  const served: number[] = [];
  using _rest = inTurns(MANY, (item) => void served.push(item), clock);
  expect(served).toHaveLength(500);
  await clock.advance(0);
  expect(served).toEqual(MANY);
  expect(clock.pendingTimers).toBe(0);
});

test('those that remain can be left out', async () => {
  const clock = createFakeClock();
  const served: number[] = [];
  inTurns(MANY, (item) => void served.push(item), clock)[Symbol.dispose]();
  await clock.advance(10);
  expect([served.length, clock.pendingTimers]).toEqual([500, 0]);
});
