import type { Clock } from '../time/clock.ts';
import { inTurns } from './in-turns.ts';
import { pace } from './pace.ts';

/** What one poll brought. */
export interface Tick<Frame extends Fingerprinted> {
  readonly frame: Frame;
  /** The polled call itself failed: the next poll waits longer. */
  readonly failed: boolean;
  readonly retryAfterMs?: number | undefined;
  /** There will be nothing more to see. */
  readonly isLast: boolean;
}

/** Equal fingerprints: nothing changed that anybody would care for. */
export interface Fingerprinted {
  readonly fingerprint: string;
}

/** Whoever watches. None of these may throw, and none is called after the viewer has left. */
export interface Viewer<Frame> {
  /** Something changed. A viewer that is slow keeps the latest frame only; see `latest-only.ts`. */
  show(frame: Frame): void;
  /** `finished`: there is nothing more to see. `closed`: nobody polls here any more, but it might be asked for elsewhere. */
  end(why: 'finished' | 'closed'): void;
}

/** A viewer's place. */
export interface Watch {
  /** The fingerprint of what was shown last; whoever watches elsewhere afterwards is shown only what differs from it. */
  readonly seen: string | undefined;
  leave(): void;
}

export interface TopicOptions<Frame extends Fingerprinted> {
  readonly everyMs: number;
  /** Never rejects. The signal aborts when nobody watches any more. */
  readonly poll: (signal: AbortSignal) => Promise<Tick<Frame>>;
  readonly clock: Clock;
  readonly random: () => number;
  /** Somebody came to watch, or nobody does any more. */
  readonly attended: (isWatched: boolean) => void;
}

/**
 * One poll for all who watch the same. Polls never overlap; only changes are shown; a newcomer sees at once what the others
 * see. When nobody watches there is no timer and no call, and the last frame is good for whoever comes back before the
 * next poll was due.
 */
export class Topic<Frame extends Fingerprinted> {
  readonly #options: TopicOptions<Frame>;
  readonly #seats = new Set<Seat<Frame>>();
  #last: Tick<Frame> | undefined;
  /** When the next poll may begin. */
  #dueMs: number;
  #failures = 0;
  #timer: Disposable | undefined;
  #running: AbortController | undefined;
  /** What is left of showing a frame to many. */
  #showing: Disposable | undefined;

  constructor(options: TopicOptions<Frame>) {
    this.#options = options;
    this.#dueMs = options.clock.now();
  }

  /** Until then the last frame answers newcomers, and the upstream is left alone. */
  get dueMs(): number {
    return this.#dueMs;
  }

  get viewers(): number {
    return this.#seats.size;
  }

  watch(viewer: Viewer<Frame>, seen?: string): Watch {
    const seat = new Seat(this, viewer, seen);
    const wasWatched = this.#seats.size > 0;
    this.#seats.add(seat);
    if (!wasWatched) this.#options.attended(true);
    const isDue = this.#options.clock.now() >= this.#dueMs;
    if (this.#last !== undefined && (wasWatched || !isDue)) this.#serve(seat, this.#last);
    this.#schedule();
    return seat;
  }

  leave(seat: Seat<Frame>): void {
    if (!this.#seats.delete(seat) || this.#seats.size > 0) return;
    this.#rest();
    this.#options.attended(false);
  }

  close(): void {
    const seats = [...this.#seats];
    this.#seats.clear();
    this.#rest();
    for (const { viewer } of seats) viewer.end('closed');
  }

  #rest(): void {
    this.#timer?.[Symbol.dispose]();
    this.#showing?.[Symbol.dispose]();
    this.#running?.abort(new Error('Nobody watches any more.'));
    this.#timer = undefined;
    this.#showing = undefined;
    this.#running = undefined;
  }

  /** Polls now or when it is time, if anybody watches and nothing of the kind is under way. */
  #schedule(): void {
    if (this.#seats.size === 0 || this.#timer !== undefined || this.#running !== undefined) return;
    const waitMs = this.#dueMs - this.#options.clock.now();
    if (waitMs <= 0) this.#poll();
    else
      this.#timer = this.#options.clock.after(waitMs, () => {
        this.#timer = undefined;
        this.#poll();
      });
  }

  #poll(): void {
    const { poll, clock } = this.#options;
    const controller = new AbortController();
    this.#running = controller;
    const startMs = clock.now();
    void poll(controller.signal).then((tick) => {
      // Whoever was watching when it began has left; somebody else may have begun another.
      if (this.#running !== controller) return;
      this.#running = undefined;
      this.#take(tick, startMs);
    });
  }

  #take(tick: Tick<Frame>, startMs: number): void {
    const { everyMs, clock, random } = this.#options;
    const { failed, retryAfterMs } = tick;
    this.#failures = failed ? this.#failures + 1 : 0;
    const fromMs = failed ? clock.now() : startMs;
    this.#dueMs = fromMs + pace({ everyMs, failures: this.#failures, retryAfterMs, random: random() });
    this.#last = tick;
    this.#show(tick);
    this.#schedule();
  }

  /** Shows a frame to all; a newer one takes over from the beginning. */
  #show(tick: Tick<Frame>): void {
    this.#showing?.[Symbol.dispose]();
    this.#showing = inTurns(this.#seats.values(), (seat) => this.#serve(seat, tick), this.#options.clock);
  }

  #serve(seat: Seat<Frame>, { frame, isLast }: Tick<Frame>): void {
    if (seat.seen !== frame.fingerprint) {
      seat.seen = frame.fingerprint;
      seat.viewer.show(frame);
    }
    if (isLast && this.#seats.has(seat)) {
      this.leave(seat);
      seat.viewer.end('finished');
    }
  }
}

class Seat<Frame extends Fingerprinted> implements Watch {
  readonly viewer: Viewer<Frame>;
  readonly #topic: Topic<Frame>;
  seen: string | undefined;

  constructor(topic: Topic<Frame>, viewer: Viewer<Frame>, seen: string | undefined) {
    this.#topic = topic;
    this.viewer = viewer;
    this.seen = seen;
  }

  leave(): void {
    this.#topic.leave(this);
  }
}
