/** Work under way that equal askers share; it ends for good only when the last of them has left. */
export interface Share<Value> {
  /**
   * Joins the work under `key`, or starts it. `isFirst` tells the one who started. The signal given to `start` aborts
   * when nobody waits any more; each asker's own signal only ever takes that asker away.
   */
  join(key: string, signal: AbortSignal, start: (signal: AbortSignal) => Promise<Value>): Joined<Value>;
}

export interface Joined<Value> {
  readonly value: Promise<Value>;
  readonly isFirst: boolean;
}

interface Flight<Value> {
  readonly value: Promise<Value>;
  readonly controller: AbortController;
  waiters: number;
}

/** Nothing is kept once it has ended: whoever comes later asks anew. */
export function createShare<Value>(): Share<Value> {
  const flights = new Map<string, Flight<Value>>();
  return {
    join(key, signal, start) {
      const known = flights.get(key);
      if (known !== undefined && !known.controller.signal.aborted) {
        attend(known, signal);
        return { value: known.value, isFirst: false };
      }
      const controller = new AbortController();
      const value = start(controller.signal).finally(() => {
        if (flights.get(key) === flight) flights.delete(key);
      });
      const flight: Flight<Value> = { value, controller, waiters: 0 };
      flights.set(key, flight);
      attend(flight, signal);
      return { value, isFirst: true };
    },
  };

  /** Counts an asker in, and out again when it leaves or the work is done. */
  function attend(flight: Flight<Value>, signal: AbortSignal): void {
    flight.waiters += 1;
    const leave = (): void => {
      flight.waiters -= 1;
      if (flight.waiters === 0) flight.controller.abort(signal.reason);
    };
    if (signal.aborted) leave();
    signal.addEventListener('abort', leave, { once: true });
    const stay = (): void => signal.removeEventListener('abort', leave);
    flight.value.then(stay, stay);
  }
}
