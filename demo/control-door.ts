import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { FAILURES } from './upstreams/demo-upstream.ts';
import type { DemoUpstreams } from './upstreams/start-upstreams.ts';

/** Where the console finds the switches. The demo alone has such a door; `overlap serve` has none. */
export const CONTROL_PATH = '/demo/upstreams';

const MAX_LATENCY_MS = 60_000;

/**
 * Mounts the switches of the seven: `GET` tells how each is set, `PUT { "shipping": { "failure": "hang" } }` changes
 * those it names and answers like `GET`. A change that is not understood changes nothing.
 */
export function mountControlDoor(app: FastifyInstance, upstreams: DemoUpstreams): void {
  const names = upstreams.all.map(({ name }) => name);
  const change = z.strictObject({
    latencyMs: z.int().min(0).max(MAX_LATENCY_MS).optional(),
    failure: z.enum(FAILURES).optional(),
  });
  const changes = z.partialRecord(z.enum(names), change);

  app.get(CONTROL_PATH, () => describe(upstreams));
  app.put(CONTROL_PATH, async (request, reply) => {
    const read = changes.safeParse(request.body);
    if (!read.success) return reply.code(400).send({ error: z.prettifyError(read.error) });
    for (const [name, { latencyMs, failure } = {}] of Object.entries(read.data)) {
      await upstreams.get(name).set({
        ...(latencyMs !== undefined && { latencyMs }),
        ...(failure !== undefined && { failure }),
      });
    }
    return describe(upstreams);
  });
}

function describe({ all }: DemoUpstreams) {
  return {
    failures: FAILURES,
    upstreams: all.map(({ name, manners, url, control, calls }) => ({ name, manners, url, ...control, calls })),
  };
}
