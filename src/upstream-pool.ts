import { remember } from './memo/remember.ts';
import type { SharedStore } from './upstream/shared-store.ts';
import type { Upstream } from './upstream/upstream.ts';

/**
 * Open clients that the generations of a gateway hand on to each other: sockets, breaker and what is known of limits stay
 * as they are while nothing about a source changes; so does the connection to a shared store.
 */
export interface UpstreamPool {
  /**
   * The client under a key, made when nobody has one. Disposing what is returned gives it back; it is closed when nobody
   * has it any more. Equal keys must stand for equal options.
   */
  open(key: string, make: () => Upstream): Upstream;
  /** The same for a shared store. */
  openStore(key: string, make: () => SharedStore): SharedStore;
}

export function createUpstreamPool(): UpstreamPool {
  const upstreams = createLending<Upstream>();
  const stores = createLending<SharedStore>();
  return {
    open(key, make) {
      const { thing, giveBack } = upstreams(key, make);
      const { name, send, traffic } = thing;
      return { name, send, ...(traffic && { traffic }), [Symbol.asyncDispose]: giveBack };
    },
    openStore(key, make) {
      const { thing, giveBack } = stores(key, make);
      return { ...thing, [Symbol.asyncDispose]: giveBack };
    },
  };
}

interface Lent<Thing> {
  readonly thing: Thing;
  /** Once, however often it is called. */
  giveBack(): Promise<void>;
}

/** Counts who has what. */
function createLending<Thing extends AsyncDisposable>(): (key: string, make: () => Thing) => Lent<Thing> {
  const lent = new Map<string, { readonly thing: Thing; users: number }>();
  return (key, make) => {
    const entry = remember(lent, key, () => ({ thing: make(), users: 0 }));
    entry.users += 1;
    const giveBack = async (): Promise<void> => {
      entry.users -= 1;
      if (entry.users > 0) return;
      lent.delete(key);
      await entry.thing[Symbol.asyncDispose]();
    };
    let given: Promise<void> | undefined;
    return {
      thing: entry.thing,
      giveBack() {
        given ??= giveBack();
        return given;
      },
    };
  };
}
