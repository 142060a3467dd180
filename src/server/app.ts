import type { IncomingMessage, ServerResponse } from 'node:http';
import fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify';
import type { Gateway, Logger } from '../gateway.ts';
import type { Metrics } from '../insight/metrics.ts';
import { CLIENT_TIMEOUTS } from '../settings/defaults.ts';
import { type Clock, systemClock } from '../time/clock.ts';
import { watchLoopDelay } from '../time/loop-delay.ts';
import { createAdmission } from './admission.ts';
import { createCors } from './cors.ts';
import { errorAnswer } from './error-answer.ts';
import { createGenerations, type Generations } from './generation.ts';
import { createGraphQLRoute, METHODS, type Receive } from './graphql-route.ts';
import { detailedHealthRoute, healthRoutes } from './health-route.ts';
import { hasProperHost } from './host-header.ts';
import { createLifecycle, type Lifecycle } from './lifecycle.ts';
import { createStreamAnswerer } from './live/answer-stream.ts';
import { createLiveStreams } from './live/live-streams.ts';
import { openWebSocketDoor, wantsWebSocket } from './live/websocket-door.ts';
import { createServerMetrics, metricsRoute } from './metrics-route.ts';
import { firstPage, pages } from './pages.ts';
import { createQuota } from './quota.ts';
import { REFUSALS, refuse, refuseConnection, refuseExpectation, refuseInShape } from './refuse.ts';
import { REQUEST_ID_HEADER, requestIdOf } from './request-id.ts';
import { sendAnswer } from './send-answer.ts';

export interface AppOptions {
  readonly logger: Logger;
  readonly clock?: Clock;
  readonly lifecycle?: Lifecycle;
  /** Whoever may replace the gateway brings these. */
  readonly generations?: Generations;
  /** Whoever shows them elsewhere, too, brings these. */
  readonly metrics?: Metrics;
  /** What a slow client may take; see `CLIENT_TIMEOUTS`. */
  readonly clientTimeouts?: {
    readonly headersMs: number;
    readonly requestMs: number;
    readonly checkEveryMs: number;
    readonly unreadMs: number;
  };
  /** Adds routes of one's own; they see neither our body parser nor the endpoint. */
  readonly extend?: ((app: FastifyInstance) => void | Promise<void>) | undefined;
}

/**
 * The web application of a gateway: the endpoint, health, and pages in development. It does not listen yet, and
 * closing it leaves the gateway open: that belongs to whoever made it.
 */
export function createApp(gateway: Gateway, options: AppOptions): FastifyInstance {
  const { settings } = gateway;
  const { logger, clock = systemClock, lifecycle = createLifecycle(), extend } = options;
  const { path, maxBodyBytes } = settings.server;
  const app = createBareApp({ ...options, maxBodyBytes, lifecycle, endpoint: path });
  const { generations = createGenerations(gateway, logger) } = options;
  const { metrics = createServerMetrics(generations, lifecycle) } = options;
  const page = settings.mode === 'development' ? firstPage(settings) : undefined;
  const cors = createCors(settings);
  const loopDelay = settings.overload.enabled ? watchLoopDelay(clock) : undefined;
  const quota = settings.quota && createQuota(settings.quota, clock);
  const admission = loopDelay && createAdmission(settings.overload, loopDelay, logger);
  const streams = createLiveStreams(gateway, { logger, clock });
  generations.onReplace(streams.move);
  const receive = createGraphQLRoute({
    generations,
    streams: createStreamAnswerer({ streams, logger, clock }),
    lifecycle,
    maxBodyBytes,
    cors,
    quota,
    admission,
    page,
    metrics,
    logger,
    clock,
    unreadMs: (options.clientTimeouts ?? CLIENT_TIMEOUTS).unreadMs,
  });
  app.register(async (instance) => {
    await generations.start();
    instance.addHook('onClose', () => generations.stop());
  });
  const door = openWebSocketDoor(app.server, {
    ...{ path, streams, generations, quota, admission, logger, clock },
    maxMessageBytes: maxBodyBytes,
  });
  app.addHook('preClose', async () => {
    lifecycle.drain();
    streams.drain();
    door.drain();
  });
  app.addHook('onClose', async () => loopDelay?.[Symbol.dispose]());
  receiveAt(app, path, cors === undefined ? METHODS : [...METHODS, 'OPTIONS'], receive);
  healthRoutes(app, lifecycle);
  if (settings.server.admin.kind === 'same listener') {
    detailedHealthRoute(app, lifecycle, settings);
    metricsRoute(app, metrics);
  }
  if (page !== undefined) pages(app, settings);
  if (extend !== undefined) app.register(async (instance) => extend(instance));
  return app;
}

/** What operators may see besides, on a listener of its own. */
export function createAdminApp(
  gateway: Gateway,
  options: AppOptions & { readonly lifecycle: Lifecycle; readonly metrics: Metrics },
): FastifyInstance {
  const app = createBareApp({ ...options, maxBodyBytes: gateway.settings.server.maxBodyBytes });
  healthRoutes(app, options.lifecycle);
  detailedHealthRoute(app, options.lifecycle, gateway.settings);
  metricsRoute(app, options.metrics);
  return app;
}

/** Gives the endpoint its requests: before Fastify looks at them where the path is spelled as in the settings, else after. */
function receiveAt(app: FastifyInstance, path: string, methods: readonly string[], receive: Receive): void {
  app.route({
    method: [...methods],
    url: path,
    exposeHeadRoute: false,
    onRequest: (request, reply) => receive(request.raw, reply.hijack().raw),
    handler: () => {},
  });
  const others = app.server.listeners('request') as Receive[];
  const withSearch = `${path}?`;
  app.server.removeAllListeners('request').on('request', (request: IncomingMessage, response: ServerResponse) => {
    const { url = '', method = '' } = request;
    if ((url === path || url.startsWith(withSearch)) && methods.includes(method)) receive(request, response);
    else for (const other of others) other(request, response);
  });
}

/** Fastify with our manners: shaped refusals, request ids, patience with clients, and connections that end when draining. */
function createBareApp(
  options: AppOptions & { readonly lifecycle: Lifecycle; readonly maxBodyBytes: number; readonly endpoint?: string },
): FastifyInstance {
  const { logger, lifecycle, clientTimeouts = CLIENT_TIMEOUTS } = options;
  const app = fastify({
    logger: false, // one line per operation is ours to write
    bodyLimit: options.maxBodyBytes,
    requestTimeout: clientTimeouts.requestMs,
    http: {
      headersTimeout: clientTimeouts.headersMs,
      connectionsCheckingInterval: clientTimeouts.checkEveryMs,
      requireHostHeader: false, // hasProperHost refuses in GraphQL's shape
      ...(options.endpoint !== undefined && { shouldUpgradeCallback: wantsWebSocket }), // others are asked as if they were not
    },
    genReqId: (request) => requestIdOf(request),
    clientErrorHandler: refuseConnection,
    frameworkErrors: (error, request, reply) => void refuse(error, request, reply, logger),
    forceCloseConnections: 'idle',
    return503OnClosing: false, // what still comes in while draining is served
  } satisfies FastifyServerOptions & { http: object });
  refuseInShape(app, logger);
  app.server.on('checkExpectation', refuseExpectation);

  app.addHook('onRequest', async (request, reply) => {
    if (request.routeOptions.url === options.endpoint) return; // has the same manners itself
    reply.raw.once('close', lifecycle.enter());
    reply.header(REQUEST_ID_HEADER, request.id);
    const { rawHeaders, httpVersion } = request.raw;
    if (hasProperHost(rawHeaders, httpVersion)) return;
    return sendAnswer(reply, errorAnswer(400, REFUSALS.host, request.headers));
  });
  app.addHook('onSend', async (_request, reply) => {
    if (lifecycle.phase().kind === 'draining') reply.header('connection', 'close');
  });
  return app;
}
