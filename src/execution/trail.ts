import { isArray, isObject, type Json } from '../json/json.ts';
import { remember } from '../memo/remember.ts';
import type { Step } from '../planning/step.ts';
import type { CallSite } from './observer.ts';
import type { CallResult } from './operation.ts';

/** Calls by their number in the operation. */
export type CallIds = readonly number[];

/** Which calls led to which: kept beside an operation that is looked at closely, and gone with it. */
export class Trail {
  /** Those from whose answers is filled what is being filled now. */
  current: CallIds = NO_CALLS;
  readonly #byResult = new Map<CallResult, CallIds>();
  readonly #byData = new Map<unknown, CallIds>();
  #lastResolver = 0;
  readonly #placed = new Map<Step, Map<string, CallSite>>();

  /** Notes from which calls a result came. */
  note(result: CallResult, ids: CallIds): void {
    if (result.ok && result.value !== undefined) this.#byResult.set(result, ids);
  }

  of(result: CallResult): CallIds {
    return this.#byResult.get(result) ?? NO_CALLS;
  }

  /** Notes it of every object in a value, for who meets them without the result. */
  mark(value: Json | undefined, ids: CallIds): void {
    if (isArray(value)) for (const element of value) this.mark(element, ids);
    else if (isObject(value) && !this.#byData.has(value)) {
      this.#byData.set(value, ids);
      for (const member of Object.values(value)) this.mark(member, ids);
    }
  }

  ofData(data: unknown): CallIds {
    return this.#byData.get(data) ?? NO_CALLS;
  }

  nextResolver(): number {
    this.#lastResolver += 1;
    return this.#lastResolver;
  }

  /** An equal load that comes later waits for the first one's call. */
  place(step: Step, key: string, site: CallSite): void {
    const sites = remember(this.#placed, step, () => new Map<string, CallSite>());
    const first = sites.get(key);
    if (first === undefined) sites.set(key, site);
    else {
      if (first.count === 0) first.path = site.path;
      first.count += site.count;
    }
  }

  /** The action, as part of what is being filled now, whenever it runs. */
  bind(action: () => void): () => void {
    const { current } = this;
    return () => {
      this.current = current;
      action();
    };
  }
}

export const NO_CALLS: CallIds = [];

/** Each once, in their order. Pure. */
export function uniteCalls(...lists: readonly CallIds[]): CallIds {
  const given = lists.filter(({ length }) => length > 0);
  const [only] = given;
  if (only === undefined || given.length === 1) return only ?? NO_CALLS;
  return [...new Set(given.flat())].sort((a, b) => a - b);
}
