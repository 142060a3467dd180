import { failed } from '../../json/outcome.ts';
import type { Clock } from '../../time/clock.ts';
import { begin, type Call, type Policy, type Send, type Wait } from '../call.ts';
import type { UpstreamOutcome } from '../upstream.ts';
import type { UpstreamFailure } from '../upstream-error.ts';

export interface BulkheadOptions {
  /** Calls in flight at once; asked for anew each time, as it may change. */
  readonly maxConcurrent: number;
  /** Calls that may wait behind them; one more is refused. */
  readonly maxQueued: number;
  readonly queueTimeoutMs: number;
}

/**
 * So many calls at once and no more; the rest wait their turn, first come first served. A waiting call leaves the
 * moment it is stopped, and is refused when the queue is full or its turn does not come in time.
 */
export function createBulkhead(options: BulkheadOptions, clock: Clock): Policy {
  const queue = new Set<Queued>();
  let running = 0;

  const release = () => {
    running -= 1;
    for (const next of queue) {
      if (running >= options.maxConcurrent) break;
      running += 1;
      next.admit();
    }
  };

  return (send) => {
    const run: Send = (call) => {
      const end = () => call.whenSocketFree(release);
      const outcome = begin(send, call);
      outcome.then(end, end);
      return outcome;
    };
    return (call) => {
      call.observe({ kind: 'queued', atMs: clock.now() });
      if (call.stopped !== undefined) return Promise.resolve(failed(call.stopped));
      if (running < options.maxConcurrent) {
        running += 1;
        return run(call);
      }
      if (queue.size >= options.maxQueued) return Promise.resolve(refuse(call, 'bulkhead', clock));
      return new Promise((resolve) => {
        const queued = new Queued(call, queue, clock, (outcome) => resolve(outcome ?? run(call)));
        queued.enter(options.queueTimeoutMs);
      });
    };
  };
}

/** A call in the queue: it leaves by being admitted, by its queue timeout, or by being stopped. */
class Queued implements Wait {
  readonly #call: Call;
  readonly #queue: Set<Queued>;
  readonly #clock: Clock;
  readonly #settle: (outcome?: UpstreamOutcome) => void;
  #timer: Disposable | undefined;

  constructor(call: Call, queue: Set<Queued>, clock: Clock, settle: (outcome?: UpstreamOutcome) => void) {
    this.#call = call;
    this.#queue = queue;
    this.#clock = clock;
    this.#settle = settle;
  }

  enter(timeoutMs: number): void {
    this.#queue.add(this);
    this.#timer = this.#clock.after(timeoutMs, () => {
      this.#leave();
      this.#settle(refuse(this.#call, 'queue timeout', this.#clock));
    });
    this.#call.waitOn(this);
  }

  admit(): void {
    this.#leave();
    this.#settle();
  }

  stop(failure: UpstreamFailure): void {
    this.#leave();
    this.#call.observe({ kind: 'failed', failure, atMs: this.#clock.now() });
    this.#settle(failed(failure));
  }

  #leave(): void {
    this.#queue.delete(this);
    this.#timer?.[Symbol.dispose]();
    this.#call.endWait();
  }
}

function refuse(call: Call, by: 'bulkhead' | 'queue timeout', clock: Clock): UpstreamOutcome {
  const failure: UpstreamFailure = { kind: 'refused', by };
  call.observe({ kind: 'failed', failure, atMs: clock.now() });
  return failed(failure);
}
