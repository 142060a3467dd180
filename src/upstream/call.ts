import type { Deadline } from '../time/deadline.ts';
import type { CallEvent, CallTally, UpstreamOutcome, UpstreamRequest } from './upstream.ts';
import type { UpstreamFailure } from './upstream-error.ts';

/**
 * One layer of the pipeline: what the layers below it make of a call. It settles each call once, now or later. A callback
 * and no promise: nearly all calls pass nearly all layers unchanged, and a promise in each, with the turns of the queue
 * that it takes, would cost more than all that they do. Layers that wait are written with `await` all the same, by {@link
 * ./awaiting.ts}.
 */
export type Send = (call: Call, settle: Settle) => void;

/** Takes what became of a call. Called once; it never throws. */
export type Settle = (answer: Answer) => void;

/** A layer, given what stands below it. */
export type Policy = (next: Send) => Send;

/** What became of a call. */
export type Answer = UpstreamOutcome | Broken;

/**
 * Something broke that must not. Within the pipeline a bug travels like a failure, so that every layer takes back what
 * it has counted; at the rim it becomes a rejection.
 */
export interface Broken {
  readonly ok: false;
  readonly failure: { readonly kind: 'bug'; readonly reason: unknown };
}

export function broken(reason: unknown): Broken {
  return { ok: false, failure: { kind: 'bug', reason } };
}

export function isBroken(answer: Answer): answer is Broken {
  return !answer.ok && answer.failure.kind === 'bug';
}

/** The layer, with what breaks in it at once settled like what breaks later. */
export function contained(send: Send): Send {
  return (call, settle) => {
    try {
      send(call, settle);
    } catch (bug) {
      settle(broken(bug));
    }
  };
}

/** What a call waits on: a place in a queue, a pause, an exchange. */
export interface Wait {
  /** Ends the wait at once, with this failure. */
  stop(failure: UpstreamFailure): void;
}

/** An exchange, as long as it occupies a connection or waits for one. */
export interface SocketHolder {
  whenSocketFree(action: () => void): void;
}

/** Hears what happens to a call. */
export type Observe = (event: CallEvent) => void;

/**
 * One call on its way through the pipeline. It waits on one thing at a time, and whoever ends the call
 * ends that wait: one listener on the caller's signal serves all layers.
 */
export class Call {
  readonly request: UpstreamRequest;
  /** What is counted of it, for whoever made it. */
  readonly tally: CallTally;
  /** A kept answer will do only if the server confirms it now. */
  revalidate = false;
  /** Of its request, once somebody has made it. */
  key: string | undefined;
  readonly #deadline: Pick<Deadline, 'atMs'>;
  readonly #observe: Observe | undefined;
  #stopped: UpstreamFailure | undefined;
  #wait: Wait | undefined;
  #socket: SocketHolder | undefined;

  constructor(
    request: UpstreamRequest,
    deadline: Pick<Deadline, 'atMs'>,
    observe?: Observe,
    tally: CallTally = { attempts: 0, stale: undefined, cache: undefined },
  ) {
    this.request = request;
    this.tally = tally;
    this.#deadline = deadline;
    this.#observe = observe;
  }

  get deadline(): Pick<Deadline, 'atMs'> {
    return this.#deadline;
  }

  /** Absent while nobody looks, so that `observe?.({ … })` makes no event in vain. */
  get observe(): Observe | undefined {
    return this.#observe;
  }

  /** Why nobody waits for this call any more. No layer begins anything for a stopped call. */
  get stopped(): UpstreamFailure | undefined {
    return this.#stopped;
  }

  /** HTTP exchanges made so far. */
  get attempts(): number {
    return this.tally.attempts;
  }

  beginAttempt(atMs: number): void {
    this.tally.attempts += 1;
    this.observe?.({ kind: 'attempt', number: this.tally.attempts, atMs });
  }

  /** From now on this is what a stop ends. */
  waitOn(wait: Wait): void {
    if (this.#stopped === undefined) this.#wait = wait;
    else wait.stop(this.#stopped);
  }

  endWait(): void {
    this.#wait = undefined;
  }

  /** Ends what the call waits on, and the call with it. */
  stop(failure: UpstreamFailure): void {
    this.#stopped ??= failure;
    this.interrupt(failure);
  }

  /** Ends what the call waits on; the call itself may go on. */
  interrupt(failure: UpstreamFailure): void {
    const wait = this.#wait;
    this.#wait = undefined;
    wait?.stop(failure);
  }

  holdSocket(holder: SocketHolder): void {
    this.#socket = holder;
  }

  /**
   * Runs the action as soon as the last attempt holds no socket. That may be later than its outcome: an abandoned
   * exchange keeps its place among the connections until the connection it had asked for is made or refused.
   */
  whenSocketFree(action: () => void): void {
    const holder = this.#socket;
    this.#socket = undefined;
    if (holder === undefined) action();
    else holder.whenSocketFree(action);
  }
}
