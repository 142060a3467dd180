import type { Clock } from './clock.ts';
import { Crowd, type Watcher, type Watchers } from './watch-signal.ts';

/** The moment by which a whole operation must have answered. One timer per operation, however many calls wait on it. */
export interface Deadline extends Disposable {
  /** On the clock's monotonic scale, in milliseconds. */
  readonly atMs: number;
  /** Aborts with a {@link DeadlineExceeded} at the deadline. */
  readonly signal: AbortSignal;
  /** Its timer has run. */
  readonly hasPassed: boolean;
  /**
   * Calls the watcher once when the deadline passes, unless it leaves those it is put among: as the signal tells, without what
   * a signal and a listener cost. It must not have passed yet.
   */
  watch(watcher: Watcher): Watchers;
  /** Milliseconds left; never negative. */
  remainingMs(): number;
}

/** The reason with which a deadline aborts. */
export class DeadlineExceeded extends Error {
  override readonly name = 'DeadlineExceeded';
  readonly afterMs: number;
  constructor(afterMs: number) {
    super(`The deadline of ${afterMs} ms has passed.`);
    this.afterMs = afterMs;
  }
}

/** Starts a deadline `ms` from now; disposing it removes the timer. */
export function startDeadline(ms: number, clock: Clock): Deadline {
  return new RunningDeadline(ms, clock);
}

class RunningDeadline implements Deadline {
  readonly atMs: number;
  readonly #afterMs: number;
  readonly #clock: Clock;
  readonly #timer: Disposable;
  readonly #crowd = new Crowd();
  /** Made when somebody asks for its signal. */
  #controller: AbortController | undefined;
  #hasPassed = false;

  constructor(ms: number, clock: Clock) {
    this.atMs = clock.now() + ms;
    this.#afterMs = ms;
    this.#clock = clock;
    this.#timer = clock.after(ms, () => this.#pass());
  }

  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.#hasPassed) this.#controller.abort(new DeadlineExceeded(this.#afterMs));
    }
    return this.#controller.signal;
  }

  get hasPassed(): boolean {
    return this.#hasPassed;
  }

  watch(watcher: Watcher): Watchers {
    this.#crowd.join(watcher);
    return this.#crowd;
  }

  remainingMs(): number {
    return Math.max(0, this.atMs - this.#clock.now());
  }

  [Symbol.dispose](): void {
    this.#timer[Symbol.dispose]();
  }

  #pass(): void {
    this.#hasPassed = true;
    this.#controller?.abort(new DeadlineExceeded(this.#afterMs));
    this.#crowd.tell();
  }
}

/** Of what waits for nobody: it never comes. */
export const NO_DEADLINE: Deadline = {
  atMs: Number.POSITIVE_INFINITY,
  signal: new AbortController().signal,
  hasPassed: false,
  watch: () => NOBODY,
  remainingMs: () => Number.POSITIVE_INFINITY,
  [Symbol.dispose]: () => {},
};

const NOBODY: Watchers = { leave: () => {} };
