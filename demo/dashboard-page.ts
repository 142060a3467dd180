import type { FastifyInstance } from 'fastify';
import { consolePage } from '../src/server/console-route.ts';

/** The live dashboard. The demo alone has it; `overlap serve` has none. */
export const DASHBOARD_PATH = '/demo';

/** Mounts the dashboard, which asks `endpoint`; where it has not been built, a plain page says how. */
export function mountDashboard(app: FastifyInstance, endpoint: string): void {
  app.get(DASHBOARD_PATH, async (_request, reply) => {
    const page = consolePage('demo.html', endpoint);
    return page?.(reply) ?? reply.type('text/plain; charset=utf-8').send(NOT_BUILT);
  });
}

const NOT_BUILT = 'The dashboard has not been built: "npm run console:build" builds it, then load this page again.\n';
