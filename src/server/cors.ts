import type { IncomingHttpHeaders } from 'node:http';
import type { Settings } from '../settings/settings.ts';
import { REQUEST_ID_HEADER } from './request-id.ts';

/** Where Apollo Sandbox calls from: its own page, and its embedded forms. */
export const SANDBOX_ORIGINS = [
  'https://studio.apollographql.com',
  'https://sandbox.embed.apollographql.com',
  'https://explorer.embed.apollographql.com',
] as const;

/** What scripts may read of an answer beside what every answer shows; see quota.ts for the last three. */
const EXPOSED = [
  REQUEST_ID_HEADER,
  'retry-after',
  'server-timing',
  'ratelimit-limit',
  'ratelimit-remaining',
  'ratelimit-reset',
].join(', ');

/** How long a browser may remember a preflight's answer: until a changed setting would surprise. */
const PREFLIGHT_SECONDS = '600';

/** Which web pages may call, as header lines: names and values in turn (Fetch standard, "CORS protocol"). */
export interface Cors {
  /** Whether answers differ by `Origin`, so that `Vary` must name it. */
  readonly varies: boolean;
  /** For every answer. */
  linesFor(headers: IncomingHttpHeaders): readonly string[];
  /** For the answer to a preflight, beside those. */
  preflightLinesFor(headers: IncomingHttpHeaders): readonly string[];
}

/** The configured web origins may call, and Apollo Sandbox in development; undefined: nothing is said of CORS. */
export function createCors({ mode, cors }: Pick<Settings, 'mode' | 'cors'>): Cors | undefined {
  const isDevelopment = mode === 'development';
  const origins = [...cors.origins, ...(isDevelopment ? SANDBOX_ORIGINS : [])];
  if (origins.length === 0) return undefined;
  const isAny = origins.includes('*');
  const isAllowed = (origin: string | undefined): origin is string =>
    origin !== undefined && (isAny || origins.includes(origin));
  const always = [
    ...(isAny ? [] : ['access-control-allow-credentials', 'true']),
    ...['access-control-expose-headers', EXPOSED],
  ];
  const toAny = ['access-control-allow-origin', '*', ...always];
  return {
    varies: !isAny,
    linesFor({ origin }) {
      if (isAny) return toAny;
      return isAllowed(origin) ? ['access-control-allow-origin', origin, ...always] : always;
    },
    preflightLinesFor(headers) {
      const asked = headers['access-control-request-headers'];
      // A page of the public web may ask a server on this machine only with its consent (Private Network Access).
      const asksPrivately = headers['access-control-request-private-network'] === 'true';
      return [
        ...(isDevelopment && asksPrivately && isAllowed(headers.origin)
          ? ['access-control-allow-private-network', 'true']
          : []),
        ...['access-control-allow-methods', 'GET, POST'],
        ...(asked === undefined ? [] : ['access-control-allow-headers', String(asked)]),
        ...['access-control-max-age', PREFLIGHT_SECONDS],
      ];
    },
  };
}
