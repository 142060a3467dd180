import type { Store } from './store.ts';

/** A part of a store of its own: what is kept under another name is not found in it. */
export function partition<Value>(store: Store<Value>, name: string): Store<Value> {
  const keyOf = (key: string) => `${name.length}:${name} ${key}`;
  return {
    get: (key) => store.get(keyOf(key)),
    set: (key, value, ttlMs) => store.set(keyOf(key), value, ttlMs),
    delete: (key) => store.delete(keyOf(key)),
  };
}
