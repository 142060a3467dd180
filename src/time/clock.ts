/** Time from outside: no other room reads a clock or sets a timer. */
export interface Clock {
  /** Milliseconds, monotonic, from an arbitrary origin; fractions allowed. */
  now(): number;
  /** Milliseconds since the Unix epoch. */
  epochNow(): number;
  /** Runs `action` once after `ms`; disposing before that cancels it. */
  after(ms: number, action: () => void): Disposable;
  /** Resolves after `ms`; rejects with the signal's reason the moment it aborts. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => performance.now(),
  epochNow: () => Date.now(),
  after: (ms, action) => setTimeout(action, ms), // a timer of Node's is disposable itself
  sleep: (ms, signal) => sleepOn(systemClock, ms, signal),
};

/** Abort-aware sleep in terms of {@link Clock.after}; a clock of a test uses it too. */
export function sleepOn(clock: Pick<Clock, 'after'>, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const stop = () => {
      timer[Symbol.dispose]();
      reject(signal.reason);
    };
    const timer = clock.after(ms, () => {
      signal.removeEventListener('abort', stop);
      resolve();
    });
    signal.addEventListener('abort', stop, { once: true });
  });
}

/** The machine's clock with timers that do not keep the process alive: for work that has no owner to end it. */
export const backgroundClock: Clock = {
  ...systemClock,
  after: (ms, action) => setTimeout(action, ms).unref(),
  sleep: (ms, signal) => sleepOn(backgroundClock, ms, signal),
};
