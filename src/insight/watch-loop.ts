import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Clock } from '../time/clock.ts';
import { createStallWatch, type StallWatch } from '../time/stall-watch.ts';
import type { LoopDelay } from './record.ts';

/** What Node itself measures of the event loop, while at least one operation is recorded. */
export interface LoopWatch extends StallWatch {
  /** Of all turns since then; undefined before the second one. In milliseconds. */
  readonly delay: LoopDelay | undefined;
}

/** Milliseconds between looks, which are part of what is measured. */
const RESOLUTION_MS = 10;

/**
 * Stalls with the moments at which they were, and Node's own histogram beside them: it also sees delays shorter than a stall.
 * Nothing runs as long as nobody looks.
 */
export function watchLoop(clock: Pick<Clock, 'now' | 'after'>): LoopWatch {
  const stalls = createStallWatch(clock, processorMs);
  let histogram: ReturnType<typeof monitorEventLoopDelay> | undefined;
  let watchers = 0;
  return {
    get delay() {
      if (histogram === undefined || histogram.count === 0) return undefined;
      const late = (nanoseconds: number): number => Math.max(0, nanoseconds / 1e6 - RESOLUTION_MS);
      return { meanMs: late(histogram.mean), p99Ms: late(histogram.percentile(99)), maxMs: late(histogram.max) };
    },
    join() {
      const watcher = stalls.join();
      let isWatching = true;
      watchers += 1;
      if (watchers === 1) {
        histogram ??= monitorEventLoopDelay({ resolution: RESOLUTION_MS });
        histogram.reset();
        histogram.enable();
      }
      return {
        stalls: () => watcher.stalls(),
        [Symbol.dispose]() {
          watcher[Symbol.dispose]();
          if (!isWatching) return;
          isWatching = false;
          watchers -= 1;
          if (watchers === 0) histogram?.disable();
        },
      };
    },
  };
}

/** How long this thread has run so far; the collector's helpers have threads of their own. */
function processorMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}
