import { describe, expect, test } from 'vitest';
import { createStallWatch } from '../../src/time/stall-watch.ts';
import { createFakeClock } from '../harness/fake-clock.ts';

/** A clock whose timers fire late while something runs. */
function lateClock() {
  const clock = createFakeClock();
  let lateMs = 0;
  return {
    after: clock.after,
    now: () => clock.now() + lateMs,
    advance: clock.advance,
    /** The loop stands still for so long. */
    block: (ms: number) => {
      lateMs += ms;
    },
    get pendingTimers() {
      return clock.pendingTimers;
    },
  };
}

describe('a watch for stalls', () => {
  test('notices when the loop stood still, from the first moment on', async () => {
    const clock = lateClock();
    using watcher = createStallWatch(clock).join();
    clock.block(100);
    expect(watcher.stalls()).toEqual([{ fromMs: 10, toMs: 100, processorMs: undefined }]);
    await clock.advance(10);
    expect(watcher.stalls()).toEqual([{ fromMs: 10, toMs: 110, processorMs: undefined }]);
    await clock.advance(200);
    expect(watcher.stalls()).toHaveLength(1);
  });

  test('takes timers that are a little late for no stall', async () => {
    const clock = lateClock();
    using watcher = createStallWatch(clock).join();
    clock.block(9);
    await clock.advance(50);
    expect(watcher.stalls()).toEqual([]);
  });

  test('tells how long of it the thread was running', async () => {
    const clock = lateClock();
    let ranMs = 5;
    using watcher = createStallWatch(clock, () => ranMs).join();
    clock.block(100);
    ranMs += 30;
    await clock.advance(10);
    expect(watcher.stalls()).toEqual([{ fromMs: 10, toMs: 110, processorMs: 30 }]);
  });

  test('tells each watcher only of its own time, and stops with the last', async () => {
    const clock = lateClock();
    const watch = createStallWatch(clock);
    const first = watch.join();
    clock.block(100);
    await clock.advance(20);
    const second = watch.join();
    expect([first.stalls().length, second.stalls().length]).toEqual([1, 0]);
    first[Symbol.dispose]();
    first[Symbol.dispose]();
    expect(clock.pendingTimers).toBe(1);
    second[Symbol.dispose]();
    expect(clock.pendingTimers).toBe(0);
  });
});
