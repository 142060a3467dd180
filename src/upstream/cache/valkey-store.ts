import { createHash } from 'node:crypto';
import { type Outcome, success } from '../../json/outcome.ts';
import type { Found, Store } from './store.ts';
import type { ValkeyClient } from './valkey-client.ts';

/** A store on a Valkey server. Keys go there hashed, below the prefix: they may contain credentials. Rejects when it cannot. */
export function createValkeyStore(client: ValkeyClient, prefix: string): Store<Uint8Array> {
  const nameOf = (key: string) => `${prefix}${createHash('sha256').update(key).digest('base64url')}`;
  return {
    get: async (key) => success(await client.get(nameOf(key))),
    async set(key, value, ttlMs) {
      await client.set(nameOf(key), value, ttlMs);
      return true;
    },
    async delete(key) {
      await client.delete(nameOf(key));
      return true;
    },
  };
}

/** How values are written as bytes; what cannot be read is as good as nothing. */
export interface Codec<Value> {
  encode(value: Value): Uint8Array;
  decode(bytes: Uint8Array): Value | undefined;
}

export function storeOf<Value>(bytes: Store<Uint8Array>, codec: Codec<Value>): Store<Value> {
  const read = (found: Found<Uint8Array>): Outcome<Value | undefined, 'unavailable'> =>
    found.ok ? success(found.value && codec.decode(found.value)) : found;
  return {
    get(key) {
      const found = bytes.get(key);
      return found instanceof Promise ? found.then(read) : read(found);
    },
    set: (key, value, ttlMs) => bytes.set(key, codec.encode(value), ttlMs),
    delete: (key) => bytes.delete(key),
  };
}

export const textCodec: Codec<string> = {
  encode: (text) => Buffer.from(text),
  decode: (bytes) => Buffer.from(bytes).toString(),
};
