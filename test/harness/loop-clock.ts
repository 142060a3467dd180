import { type Clock, sleepOn, systemClock } from '../../src/time/clock.ts';

const EVERY_MS = 5;
const MOST_MS = 10;

/**
 * A clock on which only turns of the event loop take time, and none of them more than a few milliseconds: while the
 * machine is busy with others it stands still, so that nobody is late because of them. On an idle machine it is the
 * machine's clock.
 */
export function createLoopClock(): Clock & Disposable {
  const timers = new Set<{ readonly atMs: number; readonly action: () => void }>();
  let nowMs = 0;
  let seenMs = performance.now();
  const ticking = setInterval(() => {
    const realMs = performance.now();
    nowMs += Math.min(realMs - seenMs, MOST_MS);
    seenMs = realMs;
    for (const timer of [...timers].sort((a, b) => a.atMs - b.atMs)) {
      if (timer.atMs > nowMs) break;
      if (timers.delete(timer)) timer.action();
    }
  }, EVERY_MS);

  const clock: Clock = {
    now: () => nowMs,
    epochNow: systemClock.epochNow,
    after(ms, action) {
      const timer = { atMs: nowMs + ms, action };
      timers.add(timer);
      return { [Symbol.dispose]: () => void timers.delete(timer) };
    },
    sleep: (ms, signal) => sleepOn(clock, ms, signal),
  };
  return { ...clock, [Symbol.dispose]: () => clearInterval(ticking) };
}
