import type { ApolloServer } from '@apollo/server';
import type { Gateway, Logger } from '../gateway.ts';
import { createApollo } from './apollo.ts';
import type { OperationContext } from './operation-context.ts';

/** A gateway and the Apollo Server that stands before it. */
export interface Generation {
  readonly gateway: Gateway;
  readonly apollo: ApolloServer<OperationContext>;
}

/** The generation that new operations get, and the way to the next one. */
export interface Generations {
  /** Makes the first one ready. */
  start(): Promise<void>;
  /** Does work with the present generation, which stays whole until the work is done. */
  use<T>(work: (generation: Generation) => Promise<T>): Promise<T>;
  /** Gives new operations another gateway. Resolves when nothing uses the old one any more: it may then be disposed. */
  replace(gateway: Gateway): Promise<void>;
  stop(): Promise<void>;
}

/** An operation ends in the generation in which it began, so that a new schema never fails a running request. */
export function createGenerations(first: Gateway, logger: Logger): Generations {
  let present = createCounted(first, logger);
  return {
    start: () => present.generation.apollo.start(),
    use: (work) => present.use(work),
    async replace(gateway) {
      const next = createCounted(gateway, logger);
      await next.generation.apollo.start();
      const old = present;
      present = next;
      await old.unused();
      await old.generation.apollo.stop();
    },
    stop: () => present.generation.apollo.stop(),
  };
}

interface Counted {
  readonly generation: Generation;
  use<T>(work: (generation: Generation) => Promise<T>): Promise<T>;
  unused(): Promise<void>;
}

function createCounted(gateway: Gateway, logger: Logger): Counted {
  const generation: Generation = { gateway, apollo: createApollo(gateway, logger) };
  let users = 0;
  let whenUnused: (() => void) | undefined;
  return {
    generation,
    async use(work) {
      users += 1;
      try {
        return await work(generation);
      } finally {
        users -= 1;
        if (users === 0) whenUnused?.();
      }
    },
    unused: () =>
      new Promise((resolve) => {
        if (users === 0) resolve();
        else whenUnused = resolve;
      }),
  };
}
