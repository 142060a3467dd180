import { failed } from '../../json/outcome.ts';
import type { Clock } from '../../time/clock.ts';
import { InLine, Line } from '../../time/line.ts';
import { type Call, contained, type Policy, type Send, type Settle, type Wait } from '../call.ts';
import { Traffic } from '../traffic.ts';
import type { UpstreamFailure } from '../upstream-error.ts';

export interface BulkheadOptions {
  /** Calls in flight at once; asked for anew each time, as it may change. */
  readonly maxConcurrent: number;
  /** That is fewer than there are connections. */
  readonly isAdapted?: boolean;
  /** Calls that may wait behind them; one more is refused. */
  readonly maxQueued: number;
  readonly queueTimeoutMs: number;
}

/**
 * So many calls at once and no more; the rest wait their turn, first come first served. A waiting call leaves the
 * moment it is stopped, and is refused when the queue is full or its turn does not come in time.
 */
export function createBulkhead(
  options: BulkheadOptions,
  clock: Clock,
  traffic: Pick<Traffic, 'load'> = new Traffic(),
): Policy {
  const queue = new Line<Queued>(options.queueTimeoutMs, clock);
  let running = 0;
  let admitting = false;
  traffic.load = () => ({ inFlight: running, queued: queue.size });

  const release = () => {
    running -= 1;
    if (admitting) return; // what ended at once makes room for the next, without a deeper stack
    admitting = true;
    try {
      for (let next = queue.first; next !== undefined && running < options.maxConcurrent; next = queue.first) {
        running += 1;
        next.admit();
      }
    } finally {
      admitting = false;
    }
  };

  return (next) => {
    const send = contained(next);
    const run: Send = (call, settle) => {
      send(call, (answer) => {
        call.whenSocketFree(release);
        settle(answer);
      });
    };
    return (call, settle) => {
      call.observe?.({ kind: 'queued', atMs: clock.now() });
      if (call.stopped !== undefined) return settle(failed(call.stopped));
      if (running < options.maxConcurrent) {
        running += 1;
        return run(call, settle);
      }
      if (queue.size >= options.maxQueued) return refuse(call, 'bulkhead', settle, clock);
      const queued = new Queued(call, run, settle, queue, options, clock);
      queue.join(queued, clock.now());
      call.waitOn(queued);
    };
  };
}

/** A call in the queue: it leaves by being admitted, by its queue timeout, or by being stopped. */
class Queued extends InLine<Queued> implements Wait {
  readonly #call: Call;
  readonly #run: Send;
  readonly #settle: Settle;
  readonly #queue: Line<Queued>;
  readonly #options: BulkheadOptions;
  readonly #clock: Clock;

  constructor(call: Call, run: Send, settle: Settle, queue: Line<Queued>, options: BulkheadOptions, clock: Clock) {
    super();
    this.#call = call;
    this.#run = run;
    this.#settle = settle;
    this.#queue = queue;
    this.#options = options;
    this.#clock = clock;
  }

  admit(): void {
    this.#queue.leave(this);
    this.#call.endWait();
    const { maxConcurrent: limit, isAdapted = false } = this.#options;
    this.#call.observe?.({ kind: 'admitted', limit, isAdapted, atMs: this.#clock.now() });
    this.#run(this.#call, this.#settle);
  }

  override timeOut(): void {
    this.#call.endWait();
    refuse(this.#call, 'queue timeout', this.#settle, this.#clock);
  }

  stop(failure: UpstreamFailure): void {
    this.#queue.leave(this);
    this.#call.observe?.({ kind: 'failed', failure, atMs: this.#clock.now() });
    this.#settle(failed(failure));
  }
}

function refuse(call: Call, by: 'bulkhead' | 'queue timeout', settle: Settle, clock: Clock): void {
  const failure: UpstreamFailure = { kind: 'refused', by };
  call.observe?.({ kind: 'failed', failure, atMs: clock.now() });
  settle(failed(failure));
}
