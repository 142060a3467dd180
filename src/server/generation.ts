import type { Gateway, Logger } from '../gateway.ts';
import { createApollo } from './apollo.ts';
import type { OperationServer } from './asked.ts';
import { createDocumentGate } from './document-gate.ts';
import { createKnownOperations } from './known-operations.ts';

/** A gateway with the Apollo Server that stands before it: the one that new operations get, and the way to the next. */
export interface Generations {
  /** Makes the first one ready. */
  start(): Promise<void>;
  /** The gateway of the present generation. */
  present(): Gateway;
  /** The present generation; it stays whole until it is left. */
  enter(): OperationServer;
  /** Gives new operations another gateway. Resolves when nothing uses the old one any more: it may then be disposed. */
  replace(gateway: Gateway): Promise<void>;
  /** Tells at once of every gateway that takes over: what outlives operations moves there. */
  onReplace(listener: (gateway: Gateway) => void): void;
  stop(): Promise<void>;
}

/** An operation ends in the generation in which it began, so that a new schema never fails a running request. */
export function createGenerations(first: Gateway, logger: Logger): Generations {
  let present = createCounted(first, logger);
  const listeners: ((gateway: Gateway) => void)[] = [];
  return {
    start: () => present.start(),
    present: () => present.gateway,
    enter: () => present.enter(),
    async replace(gateway) {
      const next = createCounted(gateway, logger);
      await next.start();
      const old = present;
      present = next;
      for (const listener of listeners) listener(gateway);
      await old.unused();
      await old.stop();
    },
    onReplace: (listener) => void listeners.push(listener),
    stop: () => present.stop(),
  };
}

interface Counted {
  readonly gateway: Gateway;
  start(): Promise<void>;
  enter(): OperationServer;
  unused(): Promise<void>;
  stop(): Promise<void>;
}

function createCounted(gateway: Gateway, logger: Logger): Counted {
  const known = createKnownOperations();
  const apollo = createApollo(gateway, logger, known);
  let users = 0;
  let whenUnused: (() => void) | undefined;
  const server: OperationServer = {
    settings: gateway.settings,
    execute: (httpGraphQLRequest, context) =>
      apollo.executeHTTPGraphQLRequest({ httpGraphQLRequest, context: async () => context }),
    shortcut: { known, gateway },
    ...(gateway.documents && { gate: createDocumentGate(gateway.documents, logger) }),
    leave() {
      users -= 1;
      if (users === 0) whenUnused?.();
    },
  };
  return {
    gateway,
    start: () => apollo.start(),
    enter() {
      users += 1;
      return server;
    },
    unused: () =>
      new Promise((resolve) => {
        if (users === 0) resolve();
        else whenUnused = resolve;
      }),
    stop: () => apollo.stop(),
  };
}
