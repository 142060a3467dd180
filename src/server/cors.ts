import fastifyCors from '@fastify/cors';
import type { FastifyInstance } from 'fastify';
import type { Settings } from '../settings/settings.ts';
import { REQUEST_ID_HEADER } from './request-id.ts';

/** Where Apollo Sandbox calls from: its own page, and its embedded forms. */
export const SANDBOX_ORIGINS = [
  'https://studio.apollographql.com',
  'https://sandbox.embed.apollographql.com',
  'https://explorer.embed.apollographql.com',
] as const;

/** What a quota tells; see guard-quota.ts. */
const RATE_LIMIT_HEADERS = ['ratelimit-limit', 'ratelimit-remaining', 'ratelimit-reset'] as const;

/** How long a browser may remember a preflight's answer: until a changed setting would surprise. */
const PREFLIGHT_SECONDS = 600;

/** Lets the configured web origins call, and Apollo Sandbox in development; without any, nothing is said of CORS. */
export async function allowOrigins(app: FastifyInstance, { mode, cors }: Settings): Promise<void> {
  const isDevelopment = mode === 'development';
  const origins = [...cors.origins, ...(isDevelopment ? SANDBOX_ORIGINS : [])];
  if (origins.length === 0) return;
  if (isDevelopment) {
    // A page of the public web may ask a server on this machine only with its consent (Private Network Access).
    app.addHook('onRequest', async (request, reply) => {
      const asks = request.headers['access-control-request-private-network'] === 'true';
      const { origin } = request.headers;
      if (asks && origin !== undefined && isAllowed(origin, origins)) {
        reply.header('access-control-allow-private-network', 'true');
      }
    });
  }
  const isAny = origins.includes('*');
  await app.register(fastifyCors, {
    origin: isAny ? '*' : origins,
    credentials: !isAny,
    methods: ['GET', 'POST'],
    exposedHeaders: [REQUEST_ID_HEADER, 'retry-after', 'server-timing', ...RATE_LIMIT_HEADERS],
    maxAge: PREFLIGHT_SECONDS,
    strictPreflight: false,
  });
}

function isAllowed(origin: string, origins: readonly string[]): boolean {
  return origins.includes('*') || origins.includes(origin);
}
