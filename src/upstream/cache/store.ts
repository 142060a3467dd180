import type { Outcome } from '../../json/outcome.ts';

/** Where values are kept for a while. Keys are of any length and confidential; a value may be gone at any time. */
export interface Store<Value> {
  /** There is certainly nothing in it, so that nobody need look. Absent: who knows. */
  readonly isEmpty?: boolean;
  get(key: string): MaybePromise<Found<Value>>;
  /** Whether it is kept now; a store may be unwilling. */
  set(key: string, value: Value, ttlMs: number): MaybePromise<boolean>;
  /** Whether it is certainly gone now. */
  delete(key: string): MaybePromise<boolean>;
}

/** Nothing under the key is a success; a store that cannot tell fails. */
export type Found<Value> = Outcome<Value | undefined, 'unavailable'>;

/** A store in memory answers at once, which spares its callers a turn of the queue. */
export type MaybePromise<Value> = Value | Promise<Value>;
