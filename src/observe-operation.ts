import {
  everyObserver,
  type GatewayObserver,
  type OperationObserver,
  type OperationStart,
} from './execution/observer.ts';
import { createRecorder, type Recorder } from './insight/recorder.ts';
import { createTimingObserver, type TimingObserver, type Timings } from './insight/server-timing.ts';
import { createTelemetry, isRegistered } from './insight/telemetry.ts';
import { watchLoop } from './insight/watch-loop.ts';
import type { Clock } from './time/clock.ts';

/** Who looks at one operation. */
export interface Observed extends Disposable {
  readonly observer: OperationObserver;
  /** Of a traced one. */
  readonly recorder: Recorder | undefined;
  readonly timings: TimingObserver | undefined;
}

export interface ObserveOptions {
  /** Those of a program. */
  readonly observers: readonly GatewayObserver[];
  /** Whether answers tell how long their calls took. */
  readonly tellsTimings: boolean;
}

/** Finds who looks at an operation; undefined: nobody, and then nothing is made. */
export type Observe = (start: Omit<OperationStart, 'atMs'>, isTraced: boolean) => Observed | undefined;

export function createObserve({ observers, tellsTimings }: ObserveOptions, clock: Clock): Observe {
  const loop = watchLoop(clock);
  const telemetry = createTelemetry(clock);
  const all = [telemetry, ...observers];
  const isIdle = observers.length === 0 && !tellsTimings;
  return (start, isTraced) => {
    if (isIdle && !isTraced && !isRegistered()) return undefined;
    const atMs = clock.now();
    const own = all.map((one) => one.operation({ ...start, atMs }));
    const recorder = isTraced ? createRecorder(clock, loop) : undefined;
    const timings = tellsTimings ? createTimingObserver(clock) : undefined;
    const observer = everyObserver([recorder, timings, ...own]);
    if (observer === undefined) return undefined;
    return { observer, recorder, timings, [Symbol.dispose]: () => recorder?.[Symbol.dispose]() };
  };
}

/** A symbol, so that whoever prints a result does not print this. */
const TIMINGS = Symbol('timings');

/** How long the calls of a result took, where it says so. */
export function timingsOf(result: object): Timings | undefined {
  return (result as { readonly [TIMINGS]?: Timings })[TIMINGS];
}

export function withTimings<Result extends object>(result: Result, timings: Timings | undefined): Result {
  return timings === undefined ? result : { ...result, [TIMINGS]: timings };
}
