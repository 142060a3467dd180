import type { FastifyInstance } from 'fastify';
import { createMetrics, type Metrics } from '../insight/metrics.ts';
import { METRICS_DEFAULTS } from '../settings/defaults.ts';
import type { Generations } from './generation.ts';
import type { Lifecycle } from './lifecycle.ts';

/** Metrics of whatever gateway is the present one. */
export function createServerMetrics(generations: Generations, lifecycle: Lifecycle): Metrics {
  return createMetrics(() => {
    const { sources = [], live } = generations.present();
    return { sources, liveTopics: live?.topics ?? 0, requestsInFlight: lifecycle.inFlight() };
  }, METRICS_DEFAULTS);
}

/** `/metrics`, for Prometheus: where detailed health is, and like that nobody else's business. */
export function metricsRoute(app: FastifyInstance, metrics: Metrics): void {
  app.get('/metrics', async (_request, reply) => {
    const text = await metrics.print();
    return reply.header('cache-control', 'no-store').type(metrics.contentType).send(text);
  });
}
