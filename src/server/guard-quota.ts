import fastifyRateLimit from '@fastify/rate-limit';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { QuotaSettings } from '../settings/settings.ts';

/** So many clients are told apart; who was not heard of for longest is forgotten first. */
const MAX_CLIENTS = 10_000;

/**
 * Counts the requests of each client to these routes; one too many is answered with 429 and `Retry-After`. Each answer says
 * what is left (`RateLimit-Limit`, `-Remaining`, `-Reset`; draft-ietf-httpapi-ratelimit-headers).
 */
export async function guardQuota(app: FastifyInstance, { perSecond, burst, by }: QuotaSettings): Promise<void> {
  await app.register(fastifyRateLimit, {
    max: burst,
    timeWindow: Math.ceil((burst / perSecond) * 1_000),
    cache: MAX_CLIENTS,
    enableDraftSpec: true,
    keyGenerator: (request) => clientOf(request, by),
    errorResponseBuilder: () =>
      Object.assign(new Error('This client has asked too much in this time.'), { statusCode: 429 }),
  });
}

/** Whoever lacks the header is told apart by address, and is nobody who has it. */
function clientOf(request: FastifyRequest, by: QuotaSettings['by']): string {
  const value = by.kind === 'header' ? request.headers[by.name] : undefined;
  return value === undefined ? `ip ${request.ip}` : `header ${String(value)}`;
}
