import { failed } from '../../json/outcome.ts';
import type { Clock } from '../../time/clock.ts';
import { Circuit, type CircuitOptions } from '../policies/circuit.ts';
import type { Store } from './store.ts';

/** Runs an operation on something outside that may be slow or gone; answers `otherwise` when it is. */
export type Guard = <Value>(operation: () => Promise<Value>, otherwise: Value) => Promise<Value>;

/**
 * No operation takes longer than the limit, and none rejects. After a few that failed nothing is asked for a moment, so that
 * a store which hangs costs its limit now and then and not on every call.
 */
export function createGuard(limitMs: number, clock: Clock): Guard {
  const circuit = new Circuit(CIRCUIT, clock);
  return async (operation, otherwise) => {
    if (!circuit.admits()) return otherwise;
    const { era } = circuit;
    const settled = await withinLimit(operation, limitMs, clock);
    circuit.settle(era, settled !== undefined);
    return settled === undefined ? otherwise : settled.value;
  };
}

/** A store behind a guard: a failure to read is told, a failure to write is `false`. */
export function guardStore<Value>(store: Store<Value>, guard: Guard): Store<Value> {
  return {
    get: (key) => guard(async () => await store.get(key), UNAVAILABLE),
    set: (key, value, ttlMs) => guard(async () => await store.set(key, value, ttlMs), false),
    delete: (key) => guard(async () => await store.delete(key), false),
  };
}

const UNAVAILABLE = failed('unavailable' as const);

const CIRCUIT: CircuitOptions = {
  failureRatio: 0.5,
  minCalls: 5, // one slow answer is chance
  windowMs: 10_000,
  openMs: 1_000, // a store that is back is noticed soon
};

/** Nothing when it fails or takes too long; an answer that comes later is ignored. */
function withinLimit<Value>(
  operation: () => Promise<Value>,
  limitMs: number,
  clock: Clock,
): Promise<{ readonly value: Value } | undefined> {
  return new Promise((resolve) => {
    const timer = clock.after(limitMs, () => resolve(undefined));
    const settle = (settled: { readonly value: Value } | undefined) => {
      timer[Symbol.dispose]();
      resolve(settled);
    };
    operation().then(
      (value) => settle({ value }),
      () => settle(undefined),
    );
  });
}
