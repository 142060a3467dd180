import type { CallObserver, CallStart, OperationObserver } from '../execution/observer.ts';
import type { Exchange } from '../execution/operation.ts';
import type { Clock } from '../time/clock.ts';
import { roundMs } from './phases.ts';

/** What is told of an operation to a browser's developer tools. */
export interface Timings {
  readonly wallMs: number;
  readonly upstreamMs: number;
  readonly calls: readonly CallTiming[];
  /** Calls beyond those. */
  readonly moreCalls: number;
}

export interface CallTiming {
  /** The connector's coordinate, or the source that a resolver called. */
  readonly name: string;
  readonly elapsedMs: number;
}

/** Looks only at how long calls take: cheap enough for every operation of a development server. */
export interface TimingObserver extends OperationObserver {
  timings(): Timings;
}

/** More would be a header that proxies refuse. */
const MAX_CALLS = 20;

export function createTimingObserver(clock: Pick<Clock, 'now'>): TimingObserver {
  return new RunningTimings(clock);
}

class RunningTimings implements TimingObserver {
  readonly detail = 'calls';
  readonly #clock: Pick<Clock, 'now'>;
  readonly #fromMs: number;
  readonly #calls: TimedCall[] = [];
  #upstreamMs = 0;
  #seen = 0;

  constructor(clock: Pick<Clock, 'now'>) {
    this.#clock = clock;
    this.#fromMs = clock.now();
  }

  call(start: CallStart): CallObserver {
    const call = new TimedCall(start, this);
    this.#seen += 1;
    if (this.#calls.length < MAX_CALLS) this.#calls.push(call);
    return call;
  }

  took(ms: number): void {
    this.#upstreamMs += ms;
  }

  timings(): Timings {
    const nowMs = this.#clock.now();
    return {
      wallMs: nowMs - this.#fromMs,
      upstreamMs: this.#upstreamMs,
      calls: this.#calls.map((call) => call.timing(nowMs)),
      moreCalls: this.#seen - this.#calls.length,
    };
  }
}

class TimedCall implements CallObserver {
  readonly #start: CallStart;
  readonly #operation: RunningTimings;
  #elapsedMs: number | undefined;

  constructor(start: CallStart, operation: RunningTimings) {
    this.#start = start;
    this.#operation = operation;
  }

  answered({ elapsedMs }: Exchange): void {
    this.#elapsedMs = elapsedMs;
    this.#operation.took(elapsedMs);
  }

  timing(nowMs: number): CallTiming {
    const { step, source, atMs } = this.#start;
    const name = step?.connector.coordinate ?? source.name ?? source.limitKey;
    return { name, elapsedMs: this.#elapsedMs ?? nowMs - atMs };
  }
}

/** How much a `Server-Timing` header tells; `opaque`: times, and no names of anything. */
export type TimingDetail = 'opaque' | 'named';

/**
 * A `Server-Timing` field (W3C Server Timing §3): the whole, the sum of upstream calls, how much overlapped, and the
 * calls in the order of their beginnings. Pure.
 */
export function printServerTiming({ wallMs, upstreamMs, calls, moreCalls }: Timings, detail: TimingDetail): string {
  const factor = wallMs === 0 ? 0 : Math.round((upstreamMs / wallMs) * 10) / 10;
  const named = (description: string): string => (detail === 'named' ? `;desc=${quoted(description)}` : '');
  const told = [
    `total;dur=${roundMs(wallMs)}`,
    `upstream;dur=${roundMs(upstreamMs)}${named(`overlap factor ${factor}`)}`,
    ...calls.map(({ name, elapsedMs }, index) => `c${index + 1};dur=${roundMs(elapsedMs)}${named(name)}`),
    ...(moreCalls > 0 ? [`more${named(`${moreCalls} calls more`)}`] : []),
  ];
  return told.join(', ');
}

/** A quoted string (RFC 9110 §5.6.4); what is no visible ASCII has no place in a field. */
function quoted(text: string): string {
  return `"${text.replace(/[^\x20-\x7e]/g, '?').replace(/["\\]/g, '\\$&')}"`;
}
