import DataLoader from 'dataloader';

/** Gathers the loads of one tick, makes equal ones once, and remembers them for one operation. */
export interface Loader<Load, Result> {
  load(load: Load): Promise<Result>;
  /** Forgets everything, so that later loads are made anew (after a mutation). */
  clear(): void;
}

/**
 * A loader over `run`, which gives as many answers as it is given loads, in their order; each may come when it will. Loads
 * with the same `keyOf` text are one. Failures are answers too; should `run` throw, every load of that tick rejects and is
 * forgotten.
 */
export function createLoader<Load, Result>(
  run: (loads: readonly Load[]) => readonly Promise<Result>[],
  keyOf: (load: Load) => string,
): Loader<Load, Result> {
  // Wrapped, because DataLoader would hold all results of a tick back until it has the last.
  const wrap = (answer: Promise<Result>) => ({ answer });
  const loader = new DataLoader<Load, { readonly answer: Promise<Result> }, string>(
    async (loads) => run(loads).map(wrap),
    { cacheKeyFn: keyOf },
  );
  return { load: (load) => loader.load(load).then(({ answer }) => answer), clear: () => void loader.clearAll() };
}
