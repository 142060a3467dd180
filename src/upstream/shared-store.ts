import type { Clock } from '../time/clock.ts';
import type { CacheRecord } from './cache/entry.ts';
import { createGuard, guardStore } from './cache/guarded-store.ts';
import { recordCodec } from './cache/record-codec.ts';
import type { Store } from './cache/store.ts';
import { createValkeyClient, type ValkeyClient } from './cache/valkey-client.ts';
import { createValkeyStore, storeOf, textCodec } from './cache/valkey-store.ts';
import { createKeyValueCache, type KeyValueCache } from './key-value-cache.ts';
import { createSharedBucket, type SharedBucket } from './policies/shared-bucket.ts';

export interface SharedStoreOptions {
  /** `redis:`, `rediss:`, `valkey:` or `valkeys:`. Confidential. */
  readonly url: string;
  /** What one look or write may cost a call at most. */
  readonly operationTimeoutMs: number;
}

/** What the processes of a fleet have in common. When it is slow or gone, each goes on alone. */
export interface SharedStore extends AsyncDisposable {
  /** Fails when the library is missing, with a sentence that says how to get it. That a server is missing is no failure. */
  readonly ready: ValkeyClient['ready'];
  /** Whether the server was there at first; connecting goes on either way. */
  readonly connected: Promise<boolean>;
  /** Kept answers of all sources. */
  readonly answers: Store<CacheRecord>;
  /** One bucket per name. */
  rateLimit(name: string): SharedBucket;
  keyValues(name: string, defaultTtlMs: number): KeyValueCache;
}

/** Begins to connect, and returns at once. Disposing it disconnects. */
export function openSharedStore({ url, operationTimeoutMs }: SharedStoreOptions, clock: Clock): SharedStore {
  const client = createValkeyClient(url);
  const guard = createGuard(operationTimeoutMs, clock);
  const bytes = (prefix: string) => guardStore(createValkeyStore(client, prefix), guard);
  return {
    ready: client.ready,
    connected: client.connected,
    answers: storeOf(bytes(`${NAMESPACE}cache:`), recordCodec),
    rateLimit: (name) => createSharedBucket(client, `${NAMESPACE}rate:${name}`, guard),
    keyValues: (name, ttlMs) => createKeyValueCache(storeOf(bytes(`${NAMESPACE}${name}:`), textCodec), ttlMs),
    [Symbol.asyncDispose]: () => client[Symbol.asyncDispose](),
  };
}

/** With the version of the formats below it. */
const NAMESPACE = 'overlap:1:';
