import type { Clock } from './clock.ts';

/** The moment by which a whole operation must have answered. One timer per operation, however many calls wait on it. */
export interface Deadline extends Disposable {
  /** On the clock's monotonic scale, in milliseconds. */
  readonly atMs: number;
  /** Aborts with a {@link DeadlineExceeded} at the deadline. */
  readonly signal: AbortSignal;
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
  const controller = new AbortController();
  const atMs = clock.now() + ms;
  const timer = clock.after(ms, () => controller.abort(new DeadlineExceeded(ms)));
  return {
    atMs,
    signal: controller.signal,
    remainingMs: () => Math.max(0, atMs - clock.now()),
    [Symbol.dispose]: () => timer[Symbol.dispose](),
  };
}

/** Of what waits for nobody: it never comes. */
export const NO_DEADLINE: Deadline = {
  atMs: Number.POSITIVE_INFINITY,
  signal: new AbortController().signal,
  remainingMs: () => Number.POSITIVE_INFINITY,
  [Symbol.dispose]: () => {},
};
