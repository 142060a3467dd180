import { describe, expect, test } from 'vitest';
import { watchLoopDelay } from '../../src/time/loop-delay.ts';

/** A clock whose timers fire as late as they are told to. */
function lateClock() {
  let nowMs = 0;
  let pending: { readonly dueMs: number; readonly action: () => void } | undefined;
  return {
    now: () => nowMs,
    after(ms: number, action: () => void) {
      const timer = { dueMs: nowMs + ms, action };
      pending = timer;
      return {
        [Symbol.dispose]() {
          if (pending === timer) pending = undefined;
        },
      };
    },
    fire(lateMs: number) {
      const timer = pending;
      pending = undefined;
      if (timer === undefined) return;
      nowMs = timer.dueMs + lateMs;
      timer.action();
    },
    isIdle: () => pending === undefined,
  };
}

function delayAfter(...lateness: readonly number[]): number {
  const clock = lateClock();
  using delay = watchLoopDelay(clock);
  for (const ms of lateness) clock.fire(ms);
  return delay.standingMs();
}

describe('the standing delay of the event loop', () => {
  test('is nothing before it was looked at a few times', () => {
    expect(delayAfter(900, 900)).toBe(0);
  });

  test('does not show one long pause', () => {
    expect(delayAfter(1, 2_000, 2)).toBe(1);
  });

  test('is what the loop was late each time', () => {
    expect(delayAfter(1, 600, 700, 650)).toBe(600);
  });

  test('is over with the first look that is in time', () => {
    expect(delayAfter(600, 700, 650, 3)).toBe(3);
  });

  test('is no longer looked at once disposed', () => {
    const clock = lateClock();
    watchLoopDelay(clock)[Symbol.dispose]();
    expect(clock.isIdle()).toBe(true);
  });
});
