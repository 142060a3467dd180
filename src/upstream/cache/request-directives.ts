import type { UpstreamRequest } from '../upstream.ts';
import { durationMs, parseCacheControl } from './cache-control.ts';

/** What a request says about using a cache. */
export type CacheWish =
  /** Neither to be answered from the cache nor to be kept. */
  | { readonly kind: 'bypass' }
  /** A kept answer will do, if it is no older than this and stays fresh for that long. */
  | { readonly kind: 'use'; readonly maxAgeMs: number; readonly minFreshMs: number };

/**
 * Reads `Cache-Control` and `Pragma` of a request (RFC 9111 §5.2.1); parts and conditions are the caller's own affair.
 * `revalidate` says without a header what `no-cache` says to every cache on the way. Pure.
 */
export function cacheWish({ method, headers }: UpstreamRequest, revalidate = false): CacheWish {
  if (method !== 'GET' && method !== 'HEAD') return BYPASS;
  let pragma = '';
  let lines: string[] | undefined;
  for (const [name, value] of headers) {
    if (PARTIAL_OR_CONDITIONAL.has(name)) return BYPASS;
    if (name === 'cache-control') lines = [...(lines ?? []), value];
    if (name === 'pragma') pragma = value;
  }
  if (lines === undefined) return revalidate || /no-cache/i.test(pragma) ? REVALIDATE : ANY;
  const said = parseCacheControl(lines);
  if (said.has('no-store')) return BYPASS;
  if (revalidate || said.has('no-cache')) return REVALIDATE;
  return {
    kind: 'use',
    maxAgeMs: durationMs(said, 'max-age') ?? Number.POSITIVE_INFINITY,
    minFreshMs: durationMs(said, 'min-fresh') ?? 0,
  };
}

const BYPASS: CacheWish = { kind: 'bypass' };
const ANY: CacheWish = { kind: 'use', maxAgeMs: Number.POSITIVE_INFINITY, minFreshMs: 0 };
const REVALIDATE: CacheWish = { kind: 'use', maxAgeMs: -1, minFreshMs: 0 };

const PARTIAL_OR_CONDITIONAL: ReadonlySet<string> = new Set([
  'if-match',
  'if-modified-since',
  'if-none-match',
  'if-range',
  'if-unmodified-since',
  'range',
]);
