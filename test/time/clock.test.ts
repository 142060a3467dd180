import { getEventListeners } from 'node:events';
import { describe, expect, test } from 'vitest';
import { systemClock } from '../../src/time/clock.ts';
import { DeadlineExceeded, startDeadline } from '../../src/time/deadline.ts';
import { type Watchers, watchSignal } from '../../src/time/watch-signal.ts';
import { createFakeClock } from '../harness/fake-clock.ts';

describe('sleeping', () => {
  test('ends after its time and leaves no listener', async () => {
    const clock = createFakeClock();
    const { signal } = new AbortController();
    let awake = false;
    const sleeping = clock.sleep(100, signal).then(() => {
      awake = true;
    });
    await clock.advance(99);
    expect(awake).toBe(false);
    await clock.advance(1);
    expect(awake).toBe(true);
    await sleeping;
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  });

  test('ends the moment its signal aborts, with the reason, and leaves no timer', async () => {
    const clock = createFakeClock();
    const controller = new AbortController();
    const sleeping = clock.sleep(100, controller.signal);
    controller.abort(new Error('gone'));
    await expect(sleeping).rejects.toThrow('gone');
    expect(clock.pendingTimers).toBe(0);
  });

  test('does not begin when the signal has aborted already', async () => {
    const clock = createFakeClock();
    await expect(clock.sleep(100, AbortSignal.abort(new Error('gone')))).rejects.toThrow('gone');
    expect(clock.pendingTimers).toBe(0);
  });
});

describe('a deadline', () => {
  test('aborts at its moment, says how long it was, and never has less than nothing left', async () => {
    const clock = createFakeClock();
    using deadline = startDeadline(50, clock);
    await clock.advance(20);
    expect(deadline.remainingMs()).toBe(30);
    await clock.advance(40);
    expect(deadline.remainingMs()).toBe(0);
    expect(deadline.signal.reason).toEqual(new DeadlineExceeded(50));
  });

  test('leaves no timer when it is disposed', () => {
    const clock = createFakeClock();
    startDeadline(50, clock)[Symbol.dispose]();
    expect(clock.pendingTimers).toBe(0);
  });
});

describe('the machine’s clock', () => {
  test('cancels what is disposed before its time', async () => {
    let ran = false;
    systemClock
      .after(5, () => {
        ran = true;
      })
      [Symbol.dispose]();
    await systemClock.sleep(15, new AbortController().signal);
    expect(ran).toBe(false);
  });
});

describe('watching a deadline', () => {
  test('tells each watcher once when it passes, after its signal; not those who have left', async () => {
    const clock = createFakeClock();
    using deadline = startDeadline(30, clock);
    const told: string[] = [];
    const stays = { aborted: () => void told.push(`stays ${deadline.signal.aborted} ${deadline.hasPassed}`) };
    const leaves = { aborted: () => void told.push('leaves') };
    const crowd = deadline.watch(stays);
    deadline.watch(leaves).leave(leaves);
    await clock.advance(29);
    expect([told, deadline.hasPassed]).toEqual([[], false]);
    await clock.advance(1_000);
    crowd.leave(stays);
    expect(told).toEqual(['stays true true']);
  });

  test('a signal asked for when it has passed has aborted with the reason', async () => {
    const clock = createFakeClock();
    using deadline = startDeadline(30, clock);
    await clock.advance(30);
    expect(deadline.signal.aborted).toBe(true);
    expect(deadline.signal.reason).toBeInstanceOf(DeadlineExceeded);
  });
});

describe('watching a signal', () => {
  test('a thousand watchers cost one listener, and the last to leave removes it', () => {
    const { signal } = new AbortController();
    const watchers = Array.from({ length: 1000 }, () => ({ aborted: () => undefined }));
    const crowds = watchers.map((watcher) => watchSignal(signal, watcher));
    expect(getEventListeners(signal, 'abort')).toHaveLength(1);
    for (const [at, watcher] of watchers.entries()) crowds[at]?.leave(watcher);
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  });

  test('each watcher is told once; one that left is not told', () => {
    const controller = new AbortController();
    const told: string[] = [];
    const stays = { aborted: () => void told.push('stays') };
    const leaves = { aborted: () => void told.push('leaves') };
    const crowd = watchSignal(controller.signal, stays);
    watchSignal(controller.signal, leaves).leave(leaves);
    controller.abort();
    crowd.leave(stays);
    expect(told).toEqual(['stays']);
  });

  test('a watcher told first may take back a later one', () => {
    const controller = new AbortController();
    const told: string[] = [];
    let crowd: Watchers | undefined;
    const second = { aborted: () => void told.push('second') };
    const first = {
      aborted() {
        told.push('first');
        crowd?.leave(second);
      },
    };
    watchSignal(controller.signal, first);
    crowd = watchSignal(controller.signal, second);
    controller.abort();
    expect(told).toEqual(['first']);
  });
});

describe('the fake clock', () => {
  test('runs timers in the order of their moments, each at its own', async () => {
    const clock = createFakeClock();
    const log: string[] = [];
    clock.after(30, () => log.push(`c ${clock.now()}`));
    clock.after(10, () => {
      log.push(`a ${clock.now()}`);
      clock.after(10, () => log.push(`b ${clock.now()}`));
    });
    await clock.advance(100);
    expect(log).toEqual(['a 10', 'b 20', 'c 30']);
    expect(clock.now()).toBe(100);
  });
});
