import { isImpersonal } from '../impersonal-headers.ts';
import { OWN_HEADERS } from '../own-headers.ts';
import { keyOfRequest } from '../request-key.ts';
import type { UpstreamRequest } from '../upstream.ts';

/** The keys under which the answer to a request may be found. Both contain credentials: they leave the process only hashed. */
export interface CacheKeys {
  /**
   * Method, URL, body and every header sent but our own: only the same request finds it. So callers with different
   * credentials never meet, and every variant that `Vary` could tell apart has its own place.
   */
  readonly own: string;
  /** The same without credentials, for `public` answers alone: what is kept for an anonymous caller is not there. */
  readonly shared: string;
}

/** `key` is that of the request, which other layers need too. */
export function cacheKeys(request: UpstreamRequest, key: string): CacheKeys {
  return { own: `own ${key}`, shared: `public ${keyWithoutCredentials(request) ?? key}` };
}

function keyWithoutCredentials(request: UpstreamRequest): string | undefined {
  if (!request.headers.some(([name]) => CREDENTIALS.has(name))) return undefined;
  return keyOfRequest({ ...request, headers: request.headers.filter(([name]) => !CREDENTIALS.has(name)) });
}

/** Whether a header says who asks. Others may too, but are never left out of a key. */
export function isCredential(name: string): boolean {
  return CREDENTIALS.has(name);
}

/** Whether anything in the request may tell one caller from another: any header that is not about format alone. */
export function isPersonal({ headers }: UpstreamRequest): boolean {
  return headers.some(([name]) => !isImpersonal(name) && !OWN_HEADERS.has(name));
}

const CREDENTIALS: ReadonlySet<string> = new Set([
  'authorization',
  'proxy-authorization',
  'cookie',
  'x-api-key',
  'api-key',
]);
