import type { Clock } from '../../time/clock.ts';
import { SlidingWindow } from './sliding-window.ts';

export interface CircuitOptions {
  /** Opens at this share of failures, 0..1… */
  readonly failureRatio: number;
  /** …among at least so many calls… */
  readonly minCalls: number;
  /** …of the last so many milliseconds. */
  readonly windowMs: number;
  /** Then nothing is sent for so long. */
  readonly openMs: number;
}

type State =
  | { readonly kind: 'closed'; readonly window: SlidingWindow }
  | { readonly kind: 'open'; readonly untilMs: number }
  /** One call at a time finds out whether all is well again. */
  | { readonly kind: 'half-open'; probing: boolean };

/** Whether calls may go, as those before them fared. While all is well it only counts, and makes nothing new. */
export class Circuit {
  readonly #options: CircuitOptions;
  readonly #clock: Pick<Clock, 'now'>;
  #state: State;
  #era = 0;

  constructor(options: CircuitOptions, clock: Pick<Clock, 'now'>) {
    this.#options = options;
    this.#clock = clock;
    this.#state = { kind: 'closed', window: new SlidingWindow(options.windowMs) };
  }

  /** A new one after every change of state: what began in an earlier one says nothing about this one. */
  get era(): number {
    return this.#era;
  }

  /** Whether a call may go; then its end must be told, with the era in which it began. */
  admits(): boolean {
    const state = this.#state;
    switch (state.kind) {
      case 'closed':
        return true;
      case 'open':
        if (this.#clock.now() < state.untilMs) return false;
        this.#change({ kind: 'half-open', probing: true });
        return true;
      case 'half-open':
        if (state.probing) return false;
        state.probing = true;
        return true;
    }
  }

  get state(): State['kind'] {
    return this.#state.kind;
  }

  /** How long nothing will go, if that is known. */
  get openForMs(): number | undefined {
    return this.#state.kind === 'open' ? this.#state.untilMs - this.#clock.now() : undefined;
  }

  /** A call of that era has ended; `good` is undefined where that says nothing. */
  settle(era: number, good: boolean | undefined): void {
    const state = this.#state;
    if (era !== this.#era) return;
    switch (state.kind) {
      case 'closed':
        if (good !== undefined) this.#count(state.window, good);
        return;
      case 'open':
        return;
      case 'half-open':
        if (good === undefined) state.probing = false;
        else if (good) this.#change({ kind: 'closed', window: new SlidingWindow(this.#options.windowMs) });
        else this.#open(this.#clock.now());
    }
  }

  #count(window: SlidingWindow, good: boolean): void {
    const { minCalls, failureRatio } = this.#options;
    const nowMs = this.#clock.now();
    window.record(!good, nowMs);
    if (window.calls >= minCalls && window.failures >= window.calls * failureRatio) this.#open(nowMs);
  }

  #open(nowMs: number): void {
    this.#change({ kind: 'open', untilMs: nowMs + this.#options.openMs });
  }

  #change(state: State): void {
    this.#state = state;
    this.#era += 1;
  }
}
