import type { Deadline } from '../time/deadline.ts';
import type { CallEvent, UpstreamOutcome, UpstreamRequest } from './upstream.ts';
import type { UpstreamFailure } from './upstream-error.ts';

/** One layer of the pipeline: what the layers below it make of a call. */
export type Send = (call: Call) => Promise<UpstreamOutcome>;

/** A layer, given what stands below it. */
export type Policy = (next: Send) => Send;

/**
 * Sends a call on; what breaks at once rejects like what breaks later. A layer that has counted the call can take that back
 * in one callback on the promise, and hand the promise itself on: nearly all calls pass nearly all layers unchanged, and an
 * async function in each would cost more than all that they do.
 */
export function begin(send: Send, call: Call): Promise<UpstreamOutcome> {
  try {
    return send(call);
  } catch (bug) {
    return Promise.reject(bug);
  }
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

/**
 * One call on its way through the pipeline. It waits on one thing at a time, and whoever ends the call
 * ends that wait: one listener on the caller's signal serves all layers.
 */
export class Call {
  readonly request: UpstreamRequest;
  readonly deadline: Pick<Deadline, 'atMs'>;
  readonly observe: (event: CallEvent) => void;
  /** A kept answer will do only if the server confirms it now. */
  revalidate = false;
  /** Of its request, once a layer has asked for it. */
  key: string | undefined;
  /** HTTP exchanges made so far. */
  attempts = 0;
  #stopped: UpstreamFailure | undefined;
  #wait: Wait | undefined;
  #socket: SocketHolder | undefined;

  constructor(request: UpstreamRequest, deadline: Pick<Deadline, 'atMs'>, observe: (event: CallEvent) => void) {
    this.request = request;
    this.deadline = deadline;
    this.observe = observe;
  }

  /** Why nobody waits for this call any more. No layer begins anything for a stopped call. */
  get stopped(): UpstreamFailure | undefined {
    return this.#stopped;
  }

  beginAttempt(atMs: number): void {
    this.attempts += 1;
    this.observe({ kind: 'attempt', number: this.attempts, atMs });
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
