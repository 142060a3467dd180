import type { FastifyInstance } from 'fastify';
import type { Settings } from '../settings/settings.ts';
import type { Lifecycle } from './lifecycle.ts';

/** `/health/live`: the process answers. `/health/ready`: it may be given work; not while it starts or drains. */
export function healthRoutes(app: FastifyInstance, lifecycle: Lifecycle): void {
  app.get('/health/live', async (_request, reply) => {
    reply.header('cache-control', 'no-store');
    return { status: 'live' };
  });
  app.get('/health/ready', async (_request, reply) => {
    const { kind } = lifecycle.phase();
    reply.header('cache-control', 'no-store').status(kind === 'serving' ? 200 : 503);
    return { status: kind === 'serving' ? 'ready' : kind };
  });
}

/** `/health`: more than the public should know, nothing that is secret. */
export function detailedHealthRoute(app: FastifyInstance, lifecycle: Lifecycle, settings: Settings): void {
  app.get('/health', async (_request, reply) => {
    const { rss, heapUsed } = process.memoryUsage();
    reply.header('cache-control', 'no-store');
    return {
      phase: lifecycle.phase().kind,
      mode: settings.mode,
      requestsInFlight: lifecycle.inFlight(),
      uptimeSeconds: Math.round(process.uptime()),
      memory: { rssBytes: rss, heapUsedBytes: heapUsed },
      node: process.version,
      deadlineMs: settings.deadlineMs,
      sourcesWithSettings: [...settings.sources.keys()],
    };
  });
}
