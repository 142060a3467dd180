import { failed } from '../../json/outcome.ts';
import type { Clock } from '../../time/clock.ts';
import { begin, Call, type Policy, type Send, type Wait } from '../call.ts';
import { OWN_HEADERS } from '../own-headers.ts';
import { isSafe } from '../safe-method.ts';
import type { CallEvent, UpstreamOutcome, UpstreamRequest } from '../upstream.ts';
import type { UpstreamFailure } from '../upstream-error.ts';

/**
 * Equal safe calls in flight are one. It lives under the latest deadline of those who wait for it and is stopped only when
 * the last of them has left. Once answered it is over: nothing is remembered. An unsafe call closes the open flights
 * to newcomers, when it begins and when it ends: they may have read what it is about to change, or just has.
 */
export function createCoalesce(clock: Clock): Policy {
  const flights: Flights = new Map();
  return (send) => {
    const sendUnsafe: Send = async (call) => {
      flights.clear();
      try {
        return await send(call);
      } finally {
        flights.clear();
      }
    };
    return (call) => {
      if (!isSafe(call.request.method)) return sendUnsafe(call);
      const key = keyOfCall(call);
      const open = flights.get(key);
      if (open !== undefined) {
        call.observe({ kind: 'coalesced', atMs: clock.now() });
        return open.join(call);
      }
      const flight = new Flight(call.request, key, flights, clock);
      flights.set(key, flight);
      const outcome = flight.join(call);
      flight.start(send);
      return outcome;
    };
  };
}

/** Those that newcomers may join. */
type Flights = Map<string, Flight>;

/** {@link keyOfRequest} of the call's request, made once for all layers that compare calls. */
export function keyOfCall(call: Call): string {
  call.key ??= keyOfRequest(call.request);
  return call.key;
}

/** Everything that can change an answer; lengths keep one part from passing for two. */
export function keyOfRequest({ method, url, headers, body }: UpstreamRequest): string {
  let key = `${method} ${url.length}:${url}`;
  for (const [name, value] of headers) {
    if (!OWN_HEADERS.has(name)) key += `\n${name.length}:${name}${value.length}:${value}`;
  }
  return body === undefined ? key : `${key}\n\n${body}`;
}

/** A shared call and those who wait for it: nearly always one, who costs no set. */
class Flight {
  /** The first, as long as it is alone. */
  #sole: Waiter | undefined;
  /** All, once a second one has come. */
  #crowd: Set<Waiter> | undefined;
  readonly #call: Call;
  readonly #key: string;
  readonly #flights: Flights;
  readonly #clock: Clock;

  constructor(request: UpstreamRequest, key: string, flights: Flights, clock: Clock) {
    this.#call = new Call(request, this, (event) => this.#observe(event));
    this.#key = key;
    this.#flights = flights;
    this.#clock = clock;
  }

  /** The latest deadline of those who wait at the moment of asking. */
  get atMs(): number {
    if (this.#crowd === undefined) return this.#sole?.call.deadline.atMs ?? 0;
    let latestMs = 0;
    for (const { call } of this.#crowd) latestMs = Math.max(latestMs, call.deadline.atMs);
    return latestMs;
  }

  join(call: Call): Promise<UpstreamOutcome> {
    return new Promise((resolve, reject) => {
      const waiter = new Waiter(this, call, resolve, reject);
      this.#add(waiter);
      call.waitOn(waiter);
    });
  }

  start(send: Send): void {
    begin(send, this.#call).then(
      (outcome) => this.#end((waiter) => waiter.resolve(outcome)),
      (reason) => this.#end((waiter) => waiter.reject(reason)),
    );
  }

  leave(waiter: Waiter, failure: UpstreamFailure): void {
    if (this.#sole === waiter) this.#sole = undefined;
    else this.#crowd?.delete(waiter);
    waiter.call.observe({ kind: 'failed', failure, atMs: this.#clock.now() });
    waiter.resolve(failed(failure));
    if (this.#sole !== undefined || (this.#crowd !== undefined && this.#crowd.size > 0)) return;
    this.#close();
    this.#call.stop(failure);
  }

  #add(waiter: Waiter): void {
    if (this.#crowd !== undefined) this.#crowd.add(waiter);
    else if (this.#sole === undefined) this.#sole = waiter;
    else {
      this.#crowd = new Set([this.#sole, waiter]);
      this.#sole = undefined;
    }
  }

  #observe(event: CallEvent): void {
    if (this.#crowd === undefined) this.#sole?.call.observe(event);
    else for (const { call } of this.#crowd) call.observe(event);
  }

  /** An unsafe call may have closed it already, and a later flight have taken its place. */
  #close(): void {
    if (this.#flights.get(this.#key) === this) this.#flights.delete(this.#key);
  }

  #end(settle: (waiter: Waiter) => void): void {
    this.#close();
    const waiters = this.#crowd ?? (this.#sole === undefined ? [] : [this.#sole]);
    for (const waiter of waiters) {
      waiter.call.endWait();
      settle(waiter);
    }
    this.#sole = undefined;
    this.#crowd = undefined;
  }
}

class Waiter implements Wait {
  readonly call: Call;
  readonly resolve: (outcome: UpstreamOutcome) => void;
  readonly reject: (reason: unknown) => void;
  readonly #flight: Flight;

  constructor(
    flight: Flight,
    call: Call,
    resolve: (outcome: UpstreamOutcome) => void,
    reject: (reason: unknown) => void,
  ) {
    this.#flight = flight;
    this.call = call;
    this.resolve = resolve;
    this.reject = reject;
  }

  stop(failure: UpstreamFailure): void {
    this.#flight.leave(this, failure);
  }
}
