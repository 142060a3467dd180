import { type Clock, sleepOn, systemClock } from '../../src/time/clock.ts';

/**
 * The machine's clock, but every time begins to run only when something has happened: what a test wants to be in
 * time is never late, however slow the machine.
 */
export function clockHeldUntil(happened: Promise<unknown>): Clock {
  const held = new Set<() => void>();
  let isHeld = true;
  void happened.then(() => {
    isHeld = false;
    for (const start of held) start();
    held.clear();
  });

  const clock: Clock = {
    ...systemClock,
    after(ms, action) {
      if (!isHeld) return systemClock.after(ms, action);
      let timer: Disposable | undefined;
      const start = () => {
        timer = systemClock.after(ms, action);
      };
      held.add(start);
      return {
        [Symbol.dispose]() {
          held.delete(start);
          timer?.[Symbol.dispose]();
        },
      };
    },
    sleep: (ms, signal) => sleepOn(clock, ms, signal),
  };
  return clock;
}
