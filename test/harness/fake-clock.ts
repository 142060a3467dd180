import { type Clock, sleepOn } from '../../src/time/clock.ts';

export interface FakeClock extends Clock {
  /** Moves time on, running every timer on the way at its own moment, and lets what follows from it happen. */
  advance(ms: number): Promise<void>;
  /** Timers set and neither run nor cancelled. */
  readonly pendingTimers: number;
}

/** A clock that stands still until told otherwise; time starts at 0, and the epoch at the given moment. */
export function createFakeClock(epochMs = Date.UTC(2026, 0, 1)): FakeClock {
  const timers = new Set<{ readonly atMs: number; readonly action: () => void }>();
  let nowMs = 0;

  const clock: FakeClock = {
    now: () => nowMs,
    epochNow: () => epochMs + nowMs,
    after(ms, action) {
      const timer = { atMs: nowMs + Math.max(0, ms), action };
      timers.add(timer);
      return { [Symbol.dispose]: () => timers.delete(timer) };
    },
    sleep: (ms, signal) => sleepOn(clock, ms, signal),
    async advance(ms) {
      const untilMs = nowMs + ms;
      await settle();
      for (let next = earliest(); next !== undefined && next.atMs <= untilMs; next = earliest()) {
        timers.delete(next);
        nowMs = Math.max(nowMs, next.atMs);
        next.action();
        await settle();
      }
      nowMs = untilMs;
    },
    get pendingTimers() {
      return timers.size;
    },
  };

  /** Of equal times the one set first. */
  function earliest() {
    let first: { readonly atMs: number; readonly action: () => void } | undefined;
    for (const timer of timers) if (first === undefined || timer.atMs < first.atMs) first = timer;
    return first;
  }

  return clock;
}

/** One turn of the event loop: every microtask, and whatever they start, has run. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
