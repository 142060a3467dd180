import { AsyncLocalStorage } from 'node:async_hooks';
import type { CallSite } from './observer.ts';
import type { CallIds } from './trail.ts';

/** A TypeScript resolver of an operation that is looked at closely, while it runs. */
export interface WatchedResolver {
  readonly id: number;
  readonly path: () => readonly (string | number)[];
  /** The calls whose answers gave its parent. */
  readonly waitsFor: CallIds;
}

/** Known through all that a resolver awaits, whatever functions of its own it calls. Costs nothing until used. */
const RUNNING = new AsyncLocalStorage<WatchedResolver>();

/** Runs a resolver so that the calls it makes are known as its own. */
export function runWatched<Result>(resolver: WatchedResolver, run: () => Result): Result {
  return RUNNING.run(resolver, run);
}

/** The place of the resolver that is running now. */
export function siteOfResolver(): CallSite | undefined {
  const running = RUNNING.getStore();
  return running && { path: running.path, count: 1, waitsFor: running.waitsFor, resolver: running.id };
}
