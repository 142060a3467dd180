import { parseArgs } from 'node:util';
import type { FastifyInstance } from 'fastify';
import { createLogger } from '../src/server/logger.ts';
import { startServer } from '../src/server/start-server.ts';
import { exitOnSignals } from '../src/server/termination.ts';
import { systemClock } from '../src/time/clock.ts';
import { CONTROL_PATH, mountControlDoor } from './control-door.ts';
import { DASHBOARD_PATH, mountDashboard } from './dashboard-page.ts';
import { createDemoGateway } from './gateway.ts';
import { startUpstreams } from './upstreams/start-upstreams.ts';

/** `npm start`: the seven upstreams, then the gateway in development mode, until Ctrl-C. */
const { values } = parseArgs({ options: { port: { type: 'string', default: '4000' } } });

const logger = createLogger('development');
const upstreams = await startUpstreams();
const gateway = createDemoGateway(upstreams, { port: Number(values.port), logger });
const extend = (app: FastifyInstance) => {
  mountControlDoor(app, upstreams);
  mountDashboard(app, gateway.settings.server.path);
};
const server = await startServer(gateway, { logger, extend });
if (!server.ok) {
  console.error(server.failure.message);
  process.exit(1);
}

const { url, drain } = server.value;
exitOnSignals(
  async () => {
    await drain();
    await gateway[Symbol.asyncDispose]();
    await upstreams[Symbol.asyncDispose]();
  },
  logger,
  systemClock,
);

const { origin } = new URL(url);
console.log(`Seven upstreams:
${upstreams.all.map((upstream) => `  ${upstream.name.padEnd(10)} ${upstream.url}  ${upstream.manners}`).join('\n')}

Overlap is ready (development): ${url}

  Open ${origin}/ in a browser, or the live dashboard at ${origin}${DASHBOARD_PATH}, or try:

  curl -s ${url} -H 'content-type: application/json' \\
    -d '{"query":"{ store { name healthScore orders(size: 3, status: SENT) { items { id customer { name } shipment { carrier state } } } } }"}'

  Break one upstream, ask again, and mend it:

  curl -s -X PUT ${origin}${CONTROL_PATH} -H 'content-type: application/json' -d '{"shipping":{"failure":"503"}}'
  curl -s -X PUT ${origin}${CONTROL_PATH} -H 'content-type: application/json' -d '{"shipping":{"failure":"none"}}'
`);
