import { remember } from './memo/remember.ts';
import type { Upstream } from './upstream/upstream.ts';

/**
 * Open clients that the generations of a gateway hand on to each other: sockets, breaker and what is known of limits stay
 * as they are while nothing about a source changes.
 */
export interface UpstreamPool {
  /**
   * The client under a key, made when nobody has one. Disposing what is returned gives it back; it is closed when nobody
   * has it any more. Equal keys must stand for equal options.
   */
  open(key: string, make: () => Upstream): Upstream;
}

export function createUpstreamPool(): UpstreamPool {
  const shared = new Map<string, { readonly upstream: Upstream; users: number }>();
  return {
    open(key, make) {
      const entry = remember(shared, key, () => ({ upstream: make(), users: 0 }));
      entry.users += 1;
      const giveBack = async (): Promise<void> => {
        entry.users -= 1;
        if (entry.users > 0) return;
        shared.delete(key);
        await entry.upstream[Symbol.asyncDispose]();
      };
      let given: Promise<void> | undefined;
      return {
        name: entry.upstream.name,
        send: entry.upstream.send,
        [Symbol.asyncDispose]() {
          given ??= giveBack();
          return given;
        },
      };
    },
  };
}
