import type { Gateway, Logger } from '../gateway.ts';
import { createApollo } from './apollo.ts';
import type { OperationServer } from './graphql-route.ts';

/** A gateway with the Apollo Server that stands before it: the one that new operations get, and the way to the next. */
export interface Generations {
  /** Makes the first one ready. */
  start(): Promise<void>;
  /** Does work with the present generation, which stays whole until the work is done. */
  use<T>(work: (server: OperationServer) => Promise<T>): Promise<T>;
  /** Gives new operations another gateway. Resolves when nothing uses the old one any more: it may then be disposed. */
  replace(gateway: Gateway): Promise<void>;
  stop(): Promise<void>;
}

/** An operation ends in the generation in which it began, so that a new schema never fails a running request. */
export function createGenerations(first: Gateway, logger: Logger): Generations {
  let present = createCounted(first, logger);
  return {
    start: () => present.start(),
    use: (work) => present.use(work),
    async replace(gateway) {
      const next = createCounted(gateway, logger);
      await next.start();
      const old = present;
      present = next;
      await old.unused();
      await old.stop();
    },
    stop: () => present.stop(),
  };
}

interface Counted {
  start(): Promise<void>;
  use<T>(work: (server: OperationServer) => Promise<T>): Promise<T>;
  unused(): Promise<void>;
  stop(): Promise<void>;
}

function createCounted(gateway: Gateway, logger: Logger): Counted {
  const apollo = createApollo(gateway, logger);
  const server: OperationServer = {
    settings: gateway.settings,
    execute: (httpGraphQLRequest, context) =>
      apollo.executeHTTPGraphQLRequest({ httpGraphQLRequest, context: async () => context }),
  };
  let users = 0;
  let whenUnused: (() => void) | undefined;
  return {
    start: () => apollo.start(),
    async use(work) {
      users += 1;
      try {
        return await work(server);
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
    stop: () => apollo.stop(),
  };
}
