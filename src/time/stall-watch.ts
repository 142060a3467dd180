import type { Clock } from './clock.ts';

/** A while in which the event loop did not turn. Times on the clock's monotonic scale. */
export interface Stall {
  readonly fromMs: number;
  readonly toMs: number;
  /** Of it, how long this thread was running; undefined: not known. */
  readonly processorMs: number | undefined;
}

/** Looks at the event loop as long as anybody wants to know. */
export interface StallWatch {
  /** From now on, until disposed. */
  join(): StallWatcher;
}

export interface StallWatcher extends Disposable {
  /** Since it joined, oldest first, with the one that may be ending just now. */
  stalls(): readonly Stall[];
}

/** Shorter ones come with every collection of garbage, and nobody waits for them. */
const LOOK_EVERY_MS = 10;

/** Of a loop that stalls all the time the latest are enough. */
const MAX_STALLS = 1_000;

/**
 * Notices stalls by a timer that fires late. `monitorEventLoopDelay` measures the same and forgets when it was, and a
 * stall that begins within a timer's length of its start escapes it. `processorMs` tells how long this thread has run.
 */
export function createStallWatch(
  clock: Pick<Clock, 'now' | 'after'>,
  processorMs: () => number | undefined = () => undefined,
): StallWatch {
  let stalls: Stall[] = [];
  let watchers = 0;
  let timer: Disposable | undefined;
  let dueMs = 0;
  let ranMs: number | undefined;

  function setNext(): void {
    dueMs = clock.now() + LOOK_EVERY_MS;
    ranMs = processorMs();
    timer = clock.after(LOOK_EVERY_MS, () => {
      const stall = underWay();
      if (stall !== undefined) {
        stalls.push(stall);
        if (stalls.length > MAX_STALLS) stalls.shift();
      }
      setNext();
    });
  }

  /** Since the timer should have fired. */
  function underWay(): Stall | undefined {
    const toMs = clock.now();
    if (toMs - dueMs < LOOK_EVERY_MS) return undefined;
    const ranNowMs = processorMs();
    const ran = ranMs === undefined || ranNowMs === undefined ? undefined : Math.min(ranNowMs - ranMs, toMs - dueMs);
    return { fromMs: dueMs, toMs, processorMs: ran };
  }

  return {
    join() {
      const joinedMs = clock.now();
      let isWatching = true;
      watchers += 1;
      if (watchers === 1) setNext();
      return {
        stalls() {
          const last = underWay();
          // Nearly always the latest few, of many when the loop stalls all the time.
          const before = stalls.findLastIndex(({ toMs }) => toMs <= joinedMs);
          return [...stalls.slice(before + 1), ...(last === undefined ? [] : [last])];
        },
        [Symbol.dispose]() {
          if (!isWatching) return;
          isWatching = false;
          watchers -= 1;
          if (watchers > 0) return;
          timer?.[Symbol.dispose]();
          stalls = [];
        },
      };
    },
  };
}
