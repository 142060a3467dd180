import { LRUCache } from 'lru-cache';
import { success } from '../../json/outcome.ts';
import type { Clock } from '../../time/clock.ts';
import type { Store } from './store.ts';

export interface MemoryStoreOptions<Value> {
  /** Of keys and values together; beyond it, what was unused longest goes. */
  readonly maxBytes: number;
  readonly sizeOf: (value: Value) => number;
}

/** A store in this process. What alone is larger than the whole store is not kept. */
export function createMemoryStore<Value extends object | string>(
  { maxBytes, sizeOf }: MemoryStoreOptions<Value>,
  clock: Clock,
): Store<Value> {
  const kept = new LRUCache<string, Value>({
    maxSize: maxBytes,
    sizeCalculation: (value, key) => OVERHEAD_BYTES + 2 * key.length + sizeOf(value),
    ttl: 1, // replaced by each value's own
    ttlResolution: 0, // otherwise it remembers the time by a timer of its own
    perf: clock,
  });
  return {
    get isEmpty() {
      return kept.size === 0;
    },
    get: (key) => success(kept.get(key)),
    set: (key, value, ttlMs) => {
      const ttl = Math.ceil(ttlMs); // the library refuses fractions
      if (ttl <= 0) kept.delete(key);
      else kept.set(key, value, { ttl });
      return kept.has(key);
    },
    delete: (key) => {
      kept.delete(key);
      return true;
    },
  };
}

/** What a kept value costs besides its text and bytes: list and map entries, times, object headers. */
const OVERHEAD_BYTES = 256;
