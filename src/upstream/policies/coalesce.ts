import { failed } from '../../json/outcome.ts';
import type { Clock } from '../../time/clock.ts';
import { type Answer, Call, contained, type Observe, type Policy, type Send, type Settle, type Wait } from '../call.ts';
import { keyOfCall } from '../request-key.ts';
import { isSafe } from '../safe-method.ts';
import { Traffic } from '../traffic.ts';
import type { UpstreamFailure } from '../upstream-error.ts';

/**
 * Equal safe calls in flight are one. It lives under the latest deadline of those who wait for it and is stopped only when
 * the last of them has left. Once answered it is over: nothing is remembered. An unsafe call closes the open flights
 * to newcomers, when it begins and when it ends: they may have read what it is about to change, or just has.
 */
export function createCoalesce(clock: Clock, traffic: Pick<Traffic, 'coalesced'> = new Traffic()): Policy {
  const flights: Flights = new Map();
  return (next) => {
    const send = contained(next);
    const sendUnsafe: Send = (call, settle) => {
      flights.clear();
      send(call, (answer) => {
        flights.clear();
        settle(answer);
      });
    };
    return (call, settle) => {
      if (!isSafe(call.request.method)) return sendUnsafe(call, settle);
      const key = keyOfCall(call);
      const open = flights.get(key);
      if (open !== undefined) {
        traffic.coalesced += 1;
        call.observe?.({ kind: 'coalesced', atMs: clock.now() });
        return open.join(call, settle);
      }
      const flight = new Flight(call, key, flights, clock);
      flights.set(key, flight);
      flight.join(call, settle);
      send(flight, (answer) => flight.end(answer));
    };
  };
}

/** Those that newcomers may join. */
type Flights = Map<string, Flight>;

/** A shared call and those who wait for it: nearly always one, who costs no set. */
class Flight extends Call {
  /** The first, as long as it is alone. */
  #sole: Waiter | undefined;
  /** All, once a second one has come. */
  #crowd: Set<Waiter> | undefined;
  #tellCrowd: Observe | undefined;
  readonly #flights: Flights;
  readonly #clock: Clock;

  constructor(first: Call, key: string, flights: Flights, clock: Clock) {
    super(first.request, first.deadline);
    this.key = key;
    this.#flights = flights;
    this.#clock = clock;
  }

  override get deadline(): this {
    return this;
  }

  /** The latest deadline of those who wait at the moment of asking. */
  get atMs(): number {
    if (this.#crowd === undefined) return this.#sole?.call.deadline.atMs ?? 0;
    let latestMs = 0;
    for (const { call } of this.#crowd) latestMs = Math.max(latestMs, call.deadline.atMs);
    return latestMs;
  }

  override get observe(): Observe | undefined {
    return this.#crowd === undefined ? this.#sole?.call.observe : this.#tellCrowd;
  }

  override beginAttempt(atMs: number): void {
    super.beginAttempt(atMs);
    if (this.#sole !== undefined) this.#sole.call.tally.attempts += 1;
    else if (this.#crowd !== undefined) for (const { call } of this.#crowd) call.tally.attempts += 1;
  }

  join(call: Call, settle: Settle): void {
    const waiter = new Waiter(this, call, settle);
    if (this.#crowd !== undefined) this.#crowd.add(waiter);
    else if (this.#sole === undefined) this.#sole = waiter;
    else this.#becomeCrowd(this.#sole, waiter);
    call.waitOn(waiter);
  }

  leave(waiter: Waiter, failure: UpstreamFailure): void {
    if (this.#sole === waiter) this.#sole = undefined;
    else this.#crowd?.delete(waiter);
    waiter.call.observe?.({ kind: 'failed', failure, atMs: this.#clock.now() });
    waiter.settle(failed(failure));
    if (this.#sole !== undefined || (this.#crowd !== undefined && this.#crowd.size > 0)) return;
    this.#close();
    this.stop(failure);
  }

  end(answer: Answer): void {
    this.#close();
    const sole = this.#sole;
    const crowd = this.#crowd;
    this.#sole = undefined;
    this.#crowd = undefined;
    if (sole !== undefined) sole.end(answer);
    else if (crowd !== undefined) for (const waiter of crowd) waiter.end(answer);
  }

  #becomeCrowd(first: Waiter, second: Waiter): void {
    const crowd = new Set([first, second]);
    this.#sole = undefined;
    this.#crowd = crowd;
    this.#tellCrowd = (event) => {
      for (const { call } of crowd) call.observe?.(event);
    };
  }

  /** An unsafe call may have closed it already, and a later flight have taken its place. */
  #close(): void {
    if (this.key !== undefined && this.#flights.get(this.key) === this) this.#flights.delete(this.key);
  }
}

class Waiter implements Wait {
  readonly call: Call;
  readonly settle: Settle;
  readonly #flight: Flight;

  constructor(flight: Flight, call: Call, settle: Settle) {
    this.#flight = flight;
    this.call = call;
    this.settle = settle;
  }

  stop(failure: UpstreamFailure): void {
    this.#flight.leave(this, failure);
  }

  end(answer: Answer): void {
    this.call.endWait();
    this.settle(answer);
  }
}
