import { failed } from '../../json/outcome.ts';
import type { Clock } from '../../time/clock.ts';
import { Call, type Policy, type Send, type Wait } from '../call.ts';
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
  const flights = new Map<string, Flight>();
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
      const key = keyOfRequest(call.request);
      const open = flights.get(key);
      if (open !== undefined) {
        call.observe({ kind: 'coalesced', atMs: clock.now() });
        return open.join(call);
      }
      const flight: Flight = new Flight(call.request, clock, () => {
        if (flights.get(key) === flight) flights.delete(key);
      });
      flights.set(key, flight);
      const outcome = flight.join(call);
      flight.start(send);
      return outcome;
    };
  };
}

/** Everything that can change an answer; lengths keep one part from passing for two. */
export function keyOfRequest({ method, url, headers, body }: UpstreamRequest): string {
  let key = `${method} ${url.length}:${url}`;
  for (const [name, value] of headers) {
    if (!OWN_HEADERS.has(name)) key += `\n${name.length}:${name}${value.length}:${value}`;
  }
  return body === undefined ? key : `${key}\n\n${body}`;
}

/** A shared call and those who wait for it. */
class Flight {
  readonly #waiters = new Set<Waiter>();
  readonly #call: Call;
  readonly #clock: Clock;
  readonly #close: () => void;

  constructor(request: UpstreamRequest, clock: Clock, close: () => void) {
    const observe = (event: CallEvent) => {
      for (const waiter of this.#waiters) waiter.call.observe(event);
    };
    this.#call = new Call(request, latestDeadline(this.#waiters), observe);
    this.#clock = clock;
    this.#close = close;
  }

  join(call: Call): Promise<UpstreamOutcome> {
    return new Promise((resolve, reject) => {
      const waiter = new Waiter(call, resolve, reject, (failure) => this.#leave(waiter, failure));
      this.#waiters.add(waiter);
      call.waitOn(waiter);
    });
  }

  start(send: Send): void {
    send(this.#call).then(
      (outcome) => this.#end((waiter) => waiter.resolve(outcome)),
      (reason) => this.#end((waiter) => waiter.reject(reason)),
    );
  }

  #leave(waiter: Waiter, failure: UpstreamFailure): void {
    this.#waiters.delete(waiter);
    waiter.call.observe({ kind: 'failed', failure, atMs: this.#clock.now() });
    waiter.resolve(failed(failure));
    if (this.#waiters.size > 0) return;
    this.#close();
    this.#call.stop(failure);
  }

  #end(settle: (waiter: Waiter) => void): void {
    this.#close();
    for (const waiter of this.#waiters) {
      waiter.call.endWait();
      settle(waiter);
    }
    this.#waiters.clear();
  }
}

class Waiter implements Wait {
  readonly call: Call;
  readonly resolve: (outcome: UpstreamOutcome) => void;
  readonly reject: (reason: unknown) => void;
  readonly stop: (failure: UpstreamFailure) => void;

  constructor(
    call: Call,
    resolve: (outcome: UpstreamOutcome) => void,
    reject: (reason: unknown) => void,
    stop: (failure: UpstreamFailure) => void,
  ) {
    this.call = call;
    this.resolve = resolve;
    this.reject = reject;
    this.stop = stop;
  }
}

/** Of those who wait at the moment of asking. */
function latestDeadline(waiters: ReadonlySet<Waiter>): { readonly atMs: number } {
  return {
    get atMs() {
      let latestMs = 0;
      for (const { call } of waiters) latestMs = Math.max(latestMs, call.deadline.atMs);
      return latestMs;
    },
  };
}
