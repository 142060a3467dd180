import type { CallStart, OperationObserver, ResolverObserver, ResolverStart } from '../execution/observer.ts';
import type { Clock } from '../time/clock.ts';
import type { StallWatcher } from '../time/stall-watch.ts';
import { CallRecorder } from './call-recorder.ts';
import type { OperationRecord, ResolverRecord } from './record.ts';
import type { LoopWatch } from './watch-loop.ts';

/** Writes down what one operation meets on its way. */
export interface Recorder extends OperationObserver, Disposable {
  /** What is known so far; {@link Disposable} when nobody will ask again. */
  record(): OperationRecord;
}

/** More would be a trace that nobody reads, and memory. */
const MAX_CALLS = 1_000;

/** Runs that take no time and call nobody are many and tell nothing; of the others so many. */
const MAX_RESOLVERS = 1_000;

/** Begins now. It looks at the event loop until it is disposed. */
export function createRecorder(clock: Pick<Clock, 'now'>, loop: LoopWatch): Recorder {
  return new RunningRecorder(clock, loop);
}

class RunningRecorder implements Recorder {
  readonly detail = 'phases';
  readonly #clock: Pick<Clock, 'now'>;
  readonly #loop: LoopWatch;
  readonly #watcher: StallWatcher;
  readonly #fromMs: number;
  readonly #calls: CallRecorder[] = [];
  #moreCalls = 0;
  readonly #resolvers: ResolverRun[] = [];
  #moreResolvers = 0;

  constructor(clock: Pick<Clock, 'now'>, loop: LoopWatch) {
    this.#clock = clock;
    this.#loop = loop;
    this.#watcher = loop.join();
    this.#fromMs = clock.now();
  }

  call(start: CallStart): CallRecorder | undefined {
    if (this.#calls.length >= MAX_CALLS) {
      this.#moreCalls += 1;
      return undefined;
    }
    const call = new CallRecorder(start, this.#fromMs);
    this.#calls.push(call);
    return call;
  }

  resolver(start: ResolverStart): ResolverObserver | undefined {
    if (this.#resolvers.length >= MAX_RESOLVERS) {
      this.#moreResolvers += 1;
      return undefined;
    }
    const run = new ResolverRun(start);
    this.#resolvers.push(run);
    return run;
  }

  record(): OperationRecord {
    const fromMs = this.#fromMs;
    return {
      wallMs: this.#clock.now() - fromMs,
      calls: this.#calls.map((call) => call.record()),
      moreCalls: this.#moreCalls,
      resolvers: this.#resolvers.map((run) => run.record(fromMs)),
      moreResolvers: this.#moreResolvers,
      loopDelay: this.#loop.delay,
      stalls: this.#watcher
        .stalls()
        .map((stall) => ({ ...stall, fromMs: Math.max(0, stall.fromMs - fromMs), toMs: stall.toMs - fromMs })),
    };
  }

  [Symbol.dispose](): void {
    this.#watcher[Symbol.dispose]();
  }
}

class ResolverRun implements ResolverObserver {
  readonly #start: ResolverStart;
  #returnedMs: number;
  #endMs: number | undefined;

  constructor(start: ResolverStart) {
    this.#start = start;
    this.#returnedMs = start.atMs;
  }

  returned(atMs: number): void {
    this.#returnedMs = atMs;
  }

  ended(atMs: number): void {
    this.#endMs = atMs;
  }

  record(fromMs: number): ResolverRecord {
    const { id, coordinate, path, atMs } = this.#start;
    return {
      id,
      field: coordinate,
      path: path(),
      startMs: atMs - fromMs,
      syncMs: this.#returnedMs - atMs,
      endMs: this.#endMs === undefined ? undefined : this.#endMs - fromMs,
    };
  }
}
