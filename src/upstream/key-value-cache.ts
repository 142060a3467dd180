import type { Store } from './cache/store.ts';

/** The shape of a cache of texts that servers take for persisted queries. `ttl` in seconds; absent or null: the cache's own. */
export interface KeyValueCache {
  get(key: string): Promise<string | undefined>;
  set(key: string, value: string, options?: { readonly ttl?: number | null }): Promise<void>;
  delete(key: string): Promise<boolean>;
}

/** Over a store that is away nothing is found and nothing kept: a client then sends its whole query again. */
export function createKeyValueCache(store: Store<string>, defaultTtlMs: number): KeyValueCache {
  return {
    async get(key) {
      const found = await store.get(key);
      return found.ok ? found.value : undefined;
    },
    async set(key, value, options) {
      const { ttl } = options ?? {};
      await store.set(key, value, ttl === undefined || ttl === null ? defaultTtlMs : ttl * 1000);
    },
    delete: async (key) => await store.delete(key),
  };
}
