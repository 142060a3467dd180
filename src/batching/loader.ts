import DataLoader from 'dataloader';

/** Gathers the loads of one tick, makes equal ones once, and remembers them for one operation. */
export interface Loader<Load, Result> {
  load(load: Load): Promise<Result>;
  /** Forgets everything, so that later loads are made anew (after a mutation). */
  clear(): void;
}

/**
 * A loader over `run`, which answers as many results as it is given loads, in their order. Loads with the same
 * `keyOf` text are one. `run` answers failures as values; should it throw, every load of that tick rejects and is
 * forgotten.
 */
export function createLoader<Load, Result>(
  run: (loads: readonly Load[]) => Promise<readonly Result[]>,
  keyOf: (load: Load) => string,
): Loader<Load, Result> {
  const loader = new DataLoader<Load, Result, string>(run, { cacheKeyFn: keyOf });
  return { load: (load) => loader.load(load), clear: () => void loader.clearAll() };
}
