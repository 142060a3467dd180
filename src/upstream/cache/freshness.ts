import CachePolicy from 'http-cache-semantics';
import type { Clock } from '../../time/clock.ts';
import type { Reusable, UpstreamRequest, UpstreamResponse } from '../upstream.ts';
import { type CacheControl, durationMs, parseCacheControl, printCacheControl } from './cache-control.ts';
import { isCredential, isPersonal } from './cache-key.ts';

/** How long an answer may be used, as settled when it came. */
export interface Freshness {
  readonly receivedAtEpochMs: number;
  /** How old it was already. */
  readonly initialAgeMs: number;
  readonly lifetimeMs: number;
  /** Never to be used past its lifetime, whatever happens. */
  readonly mustRevalidate: boolean;
  /** As sent; absent: the settings may say. */
  readonly staleWhileRevalidateMs?: number;
  readonly staleIfErrorMs?: number;
  /** It carries a validator: the server can be asked whether it still holds. */
  readonly canRevalidate: boolean;
}

/** Who may be given the kept answer: anybody, or whoever sends exactly the same. */
export type Audience = 'anybody' | 'same request';

export type Verdict =
  | { readonly kept: false }
  | { readonly kept: true; readonly audience: Audience; readonly freshness: Freshness };

/** Whether an answer may be kept, for whom and how long. */
export type Judge = (request: UpstreamRequest, response: UpstreamResponse) => Verdict;

/**
 * RFC 9111 §3 and §4.2, by http-cache-semantics; only what the response's headers allow, no heuristics. Stricter in one
 * thing: an answer that sets a cookie is never kept. All answers but `public` ones are kept for the same request, so
 * `Authorization` needs no rule of its own; `private` ones only if that request can tell its caller from others.
 */
export function createJudge(clock: Clock): Judge {
  class Policy extends CachePolicy {
    now(): number {
      return clock.epochNow();
    }
  }

  return (request, response) => {
    const said = parseCacheControl(response.headers.get('cache-control'));
    const vary = fieldNames(response.headers.get('vary'));
    const isPrivate = said.has('private');
    if (response.headers.has('set-cookie') || vary.has('*') || (isPrivate && !isPersonal(request))) return NOT_KEPT;
    const policy = new Policy(
      { method: request.method, headers: { 'cache-control': field(request.headers, 'cache-control') } },
      { status: response.status, headers: headersForPolicy(response, said) },
      { shared: !isPrivate, cacheHeuristic: 0, immutableMinTimeToLive: 0 },
    );
    if (!policy.storable()) return NOT_KEPT;
    const freshness = freshnessOf(policy, said, response, clock.epochNow());
    // Without a lifetime only a plain success is worth keeping, for a validator or a stale answer's sake.
    if (response.status !== 200 && freshness.lifetimeMs <= freshness.initialAgeMs) return NOT_KEPT;
    const forAnybody = said.has('public') && !isPrivate && ![...vary].some(isCredential);
    return { kept: true, audience: forAnybody ? 'anybody' : 'same request', freshness };
  };
}

/** Whether an answer forbids to keep it. Pure. */
export function forbidsKeeping({ headers }: UpstreamResponse): boolean {
  return parseCacheControl(headers.get('cache-control')).has('no-store');
}

/** Whether an answer has nothing at all to say about keeping it. Pure. */
export function saysNothing({ headers }: UpstreamResponse): boolean {
  return !(
    headers.has('cache-control') ||
    headers.has('expires') ||
    headers.has('etag') ||
    headers.has('last-modified')
  );
}

/** Never negative, whatever the wall clock does. Pure. */
export function ageMs({ receivedAtEpochMs, initialAgeMs }: Freshness, nowEpochMs: number): number {
  return initialAgeMs + Math.max(0, nowEpochMs - receivedAtEpochMs);
}

/** What is left of its lifetime; negative once it is stale. Pure. */
export function timeToLiveMs(freshness: Freshness, nowEpochMs: number): number {
  return freshness.lifetimeMs - ageMs(freshness, nowEpochMs);
}

/**
 * How long what is made of an answer may be kept elsewhere: for the answer's lifetime, and never longer than a browser might
 * keep the answer itself, so that `s-maxage` can only shorten it. Undefined: not at all. Pure.
 */
export function reusableOf({ headers }: UpstreamResponse, freshness: Freshness): Reusable | undefined {
  const said = parseCacheControl(headers.get('cache-control'));
  const browsersMs = said.has('s-maxage') ? (durationMs(said, 'max-age') ?? 0) : Number.POSITIVE_INFINITY;
  const lifetimeMs = Math.min(freshness.lifetimeMs, browsersMs);
  if (lifetimeMs <= freshness.initialAgeMs) return undefined;
  const untilEpochMs = freshness.receivedAtEpochMs - freshness.initialAgeMs + lifetimeMs;
  return { untilEpochMs, isPrivate: said.has('private') };
}

/** For how long a stale answer may still be used, where its headers do not say. */
export interface StaleAllowance {
  readonly staleWhileRevalidateMs: number;
  readonly staleIfErrorMs: number;
}

/** The headers' own allowance, else that of the settings, which never overrules `must-revalidate` and the like. Pure. */
export function staleAllowance(freshness: Freshness, settings: StaleAllowance): StaleAllowance {
  if (freshness.mustRevalidate) return NO_ALLOWANCE;
  const { staleWhileRevalidateMs = settings.staleWhileRevalidateMs } = freshness;
  const { staleIfErrorMs = settings.staleIfErrorMs } = freshness;
  return { staleWhileRevalidateMs, staleIfErrorMs };
}

const NO_ALLOWANCE: StaleAllowance = { staleWhileRevalidateMs: 0, staleIfErrorMs: 0 };

const NOT_KEPT: Verdict = { kept: false };

function freshnessOf(
  policy: CachePolicy,
  said: CacheControl,
  { headers }: UpstreamResponse,
  receivedAtEpochMs: number,
): Freshness {
  // `s-maxage` forbids stale answers (RFC 9111 §5.2.2.10), but for those that the same response allows.
  const unsaid = said.has('s-maxage') ? 0 : undefined;
  const staleWhileRevalidateMs = durationMs(said, 'stale-while-revalidate') ?? unsaid;
  const staleIfErrorMs = durationMs(said, 'stale-if-error') ?? unsaid;
  return {
    receivedAtEpochMs,
    initialAgeMs: policy.age() * 1000,
    lifetimeMs: policy.maxAge() * 1000,
    mustRevalidate: FORBID_STALE.some((name) => said.has(name)) || isPragmaNoCache(said, headers),
    ...(staleWhileRevalidateMs !== undefined && { staleWhileRevalidateMs }),
    ...(staleIfErrorMs !== undefined && { staleIfErrorMs }),
    canRevalidate: headers.has('etag') || headers.has('last-modified'),
  };
}

const FORBID_STALE = ['must-revalidate', 'proxy-revalidate', 'no-cache'];

function isPragmaNoCache(said: CacheControl, headers: UpstreamResponse['headers']): boolean {
  return said.size === 0 && /no-cache/i.test(headers.get('pragma')?.join() ?? '');
}

/**
 * The library reads directives by exact spelling, and would never use an answer again that must be revalidated once it
 * is stale; that part is ours. Variants have places of their own, so it need not look at `Vary`.
 */
function headersForPolicy({ headers }: UpstreamResponse, said: CacheControl): CachePolicy.Headers {
  const lines: CachePolicy.Headers = {};
  for (const name of ['age', 'date', 'expires', 'pragma']) lines[name] = headers.get(name)?.[0];
  if (said.size > 0) lines['cache-control'] = printCacheControl(said, OURS);
  return lines;
}

const OURS: ReadonlySet<string> = new Set([
  'must-revalidate',
  'proxy-revalidate',
  'stale-while-revalidate',
  'stale-if-error',
]);

function field(headers: UpstreamRequest['headers'], wanted: string): string | undefined {
  const values = headers.filter(([name]) => name === wanted).map(([, value]) => value.toLowerCase());
  return values.length === 0 ? undefined : values.join(', ');
}

function fieldNames(lines: readonly string[] | undefined): ReadonlySet<string> {
  return new Set((lines ?? []).flatMap((line) => line.split(',')).map((name) => name.trim().toLowerCase()));
}
