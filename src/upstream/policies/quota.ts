import type { Clock } from '../../time/clock.ts';
import type { AnnouncedLimit } from './announced-limit.ts';

interface KnownQuota {
  remaining: number;
  readonly resetAtMs: number;
  /** The number of the call whose answer told. */
  readonly toldBy: number;
}

/**
 * How much of a server's announced limit is left, as far as is known here. Calls are numbered as they are sent. As long as
 * nothing is announced, all it does is count.
 */
export class Quota {
  readonly #clock: Clock;
  /** The number of the last call sent. */
  #sent = 0;
  /** Sent and not yet answered. */
  #inFlight = 0;
  #known: KnownQuota | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  /** Whether the server has announced anything that still counts. */
  get isKnown(): boolean {
    return this.#known !== undefined;
  }

  /**
   * When the next call may be sent: in the past, or at that moment, or never, as things are, when all depends
   * on the answer to the first call of a new count.
   */
  get openAtMs(): number {
    return this.#known === undefined || this.#known.remaining > 0 ? Number.NEGATIVE_INFINITY : this.#known.resetAtMs;
  }

  /**
   * Counts a call that is being sent, and gives it its number. The first after the server has begun to count anew goes
   * alone: a crowd that waited for that moment would use up the new count before anything is known of it.
   */
  countSent(): number {
    this.#sent += 1;
    this.#inFlight += 1;
    if (this.#known === undefined) return this.#sent;
    if (this.#clock.now() < this.#known.resetAtMs) this.#known.remaining -= 1;
    else this.#known = { remaining: 0, resetAtMs: Number.POSITIVE_INFINITY, toldBy: this.#sent };
    return this.#sent;
  }

  /**
   * Counts an answered call and learns what its answer announced. The server counted the calls sent before this one and
   * perhaps none of those sent after it, so these are taken off; an answer older than the last that told is no news.
   */
  countAnswered(call: number, limit: AnnouncedLimit | undefined): void {
    this.#inFlight -= 1;
    const known = this.#known;
    if (known !== undefined && known.toldBy > call) return;
    if (limit !== undefined) {
      const remaining = Math.max(0, limit.remaining - (this.#sent - call));
      this.#known = { remaining, resetAtMs: this.#clock.now() + limit.resetMs, toldBy: call };
    } else if (known?.resetAtMs === Number.POSITIVE_INFINITY && known.toldBy === call) {
      // The call that went alone brought no news: there is no limit any more that anybody knows of.
      this.#known = undefined;
    }
  }
}
