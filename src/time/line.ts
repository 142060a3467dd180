import type { Clock } from './clock.ts';

/** Somebody in a {@link Line}. */
export abstract class InLine<Self> {
  // The line's own affair.
  ahead: Self | undefined;
  behind: Self | undefined;
  untilMs = 0;
  waits = false;

  /** It has waited for as long as anybody may here, and is out of the line. */
  abstract timeOut(): void;
}

/**
 * Those who wait equally long at most, in the order in which they came. The first to come is the first whose time is
 * over, so one timer serves them all; coming and leaving cost no more than a change of neighbours. A line in which
 * nobody stands has no timer.
 */
export class Line<Member extends InLine<Member>> {
  readonly #maxWaitMs: number;
  readonly #clock: Clock;
  #first: Member | undefined;
  #last: Member | undefined;
  #size = 0;
  #timer: Disposable | undefined;

  constructor(maxWaitMs: number, clock: Clock) {
    this.#maxWaitMs = maxWaitMs;
    this.#clock = clock;
  }

  get first(): Member | undefined {
    return this.#first;
  }

  get size(): number {
    return this.#size;
  }

  /** `nowMs` is the clock's, which whoever comes has often looked at already. */
  join(member: Member, nowMs: number): void {
    member.untilMs = nowMs + this.#maxWaitMs;
    member.waits = true;
    member.ahead = this.#last;
    if (this.#last === undefined) this.#first = member;
    else this.#last.behind = member;
    this.#last = member;
    this.#size += 1;
    // A timer that was set for somebody who has left rings too early, and is set anew then.
    if (this.#timer === undefined) this.#wakeAfter(this.#maxWaitMs);
  }

  /** Nothing happens if it has left already. */
  leave(member: Member): void {
    if (!member.waits) return;
    const { ahead, behind } = member;
    if (ahead === undefined) this.#first = behind;
    else ahead.behind = behind;
    if (behind === undefined) this.#last = ahead;
    else behind.ahead = ahead;
    member.waits = false;
    member.ahead = undefined;
    member.behind = undefined;
    this.#size -= 1;
    if (this.#size > 0) return;
    this.#timer?.[Symbol.dispose]();
    this.#timer = undefined;
  }

  #wakeAfter(ms: number): void {
    this.#timer = this.#clock.after(ms, () => this.#wake());
  }

  #wake(): void {
    this.#timer = undefined;
    const nowMs = this.#clock.now();
    for (let member = this.#first; member !== undefined && member.untilMs <= nowMs; member = this.#first) {
      this.leave(member);
      member.timeOut();
    }
    if (this.#first !== undefined && this.#timer === undefined) this.#wakeAfter(this.#first.untilMs - nowMs);
  }
}
