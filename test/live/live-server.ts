import { expect } from 'vitest';
import { createOverlap } from '../../src/overlap.ts';
import { startServer } from '../../src/server/start-server.ts';
import type { SettingsInput } from '../../src/settings/settings-schema.ts';
import { createFakeClock } from '../harness/fake-clock.ts';
import { type StubRoute, startStubUpstream } from '../harness/stub-upstream.ts';
import { recordingLogger } from '../server/fake-gateway.ts';

/** A graph with one stream, which is polled whenever the test says so. */
export const boardTypes = (origin: string, more = ''): string => `
extend schema @link(url: "https://specs.apollo.dev/connect/v0.3", import: ["@connect", "@source"])
  @source(name: "shop", http: { baseURL: "${origin}", headers: [{ name: "authorization", from: "authorization" }] })
type Query { board: Board @connect(source: "shop", http: { GET: "/board" }, selection: "id state") }
type Mutation { shut: Board @connect(source: "shop", http: { POST: "/board" }, selection: "id state") }
type Subscription {
  board: Board
    @poll(every: "10s", while: "state->ne('done')")
    @connect(source: "shop", http: { GET: "/board" }, selection: "id state")
}
type Board { id: ID! state: String }
${more}`;

export const WATCH = 'subscription { board { id state } }';
export const data = (state: string) => ({ data: { board: { id: '9007199254740993', state } } });

/** A server over one upstream that answers `state`; the polls run on a clock of their own, which `poll()` moves on. */
export async function startLiveServer(options: { readonly settings?: SettingsInput } = {}) {
  const clock = createFakeClock();
  let state = 'open';
  const board: StubRoute = () => ({
    headers: { 'content-type': 'application/json' },
    body: `{"id":9007199254740993,"state":"${state}"}`,
  });
  const stub = await startStubUpstream({ 'GET /board': board, 'POST /board': board });
  const settings: SettingsInput = {
    mode: 'development',
    deadline: '1h', // of the fake clock, which runs while sockets are slow
    sourceDefaults: { timeout: { connect: '1h', attempt: '1h', queue: '1h' } },
    server: { port: 0 },
    ...options.settings,
  };
  const open = (typeDefs = boardTypes(stub.origin)) => createOverlap({ typeDefs, settings, clock });
  let gateway = open();
  const logger = recordingLogger();
  const started = await startServer(gateway, { logger, drain: { noticeMs: 0, maxMs: 5_000 } });
  if (!started.ok) throw new Error(started.failure.message);
  const server = started.value;
  const until = (isSo: () => boolean): Promise<void> => expect.poll(isSo, { timeout: 10_000, interval: 5 }).toBe(true);
  return {
    url: server.url,
    webSocketUrl: server.url.replace('http', 'ws'),
    stub,
    server,
    logger,
    clock,
    until,
    get gateway() {
      return gateway;
    },
    /** The upstream says something else from now on, and is asked. */
    async say(next: string): Promise<void> {
      state = next;
      const before = stub.hits('GET /board');
      while (stub.hits('GET /board') === before) {
        await clock.advance(1_000);
        await new Promise((resolve) => setTimeout(resolve, 1)); // sockets have a time of their own
      }
    },
    /** Another schema takes over. */
    async reload(typeDefs?: string): Promise<void> {
      const old = gateway;
      gateway = open(typeDefs);
      await server.replace(gateway);
      await old[Symbol.asyncDispose]();
    },
    async [Symbol.asyncDispose]() {
      await server.drain();
      await gateway[Symbol.asyncDispose]();
      await stub[Symbol.asyncDispose]();
    },
  };
}
