import { createOverlap } from '../../src/overlap.ts';
import { startServer } from '../../src/server/start-server.ts';
import type { Mode } from '../../src/settings/settings.ts';
import { benchGraph } from './bench-graph.ts';

/** Overlap as it is served, without its line per operation: the servers beside it write none either. */
const { UPSTREAM = '', SLOW = '', MODE = 'production' } = process.env;
const PATIENT = { timeout: { attempt: '30s', queue: '30s' } } as const;
const nothing = (): void => {};

const gateway = createOverlap({
  typeDefs: benchGraph(UPSTREAM, SLOW),
  settings: {
    mode: MODE as Mode,
    server: { port: 0, admin: { port: 0 } },
    deadline: '60s',
    // The servers beside it wait for ever; a page that gives up under load would be the cheaper one.
    limits: { tokens: 20_000 },
    sources: { api: PATIENT, slow: { ...PATIENT, connections: 1200 } },
  },
});
const server = await startServer(gateway, {
  logger: { debug: nothing, info: nothing, warn: console.error, error: console.error },
});
if (!server.ok) throw new Error(server.failure.message);
process.once('SIGTERM', () => process.exit());
console.log(`ready at ${server.value.url}`);
