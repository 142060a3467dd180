import { parseRetryAfter } from '../retry-after.ts';
import type { UpstreamResponse } from '../upstream.ts';

/** What a server says of its own limit: so many more calls, until the count begins anew. */
export interface AnnouncedLimit {
  readonly remaining: number;
  readonly resetMs: number;
}

/**
 * What a response announces: `Retry-After` of a 429, the `RateLimit` field in its present form (`"default";r=50;t=30`,
 * draft-ietf-httpapi-ratelimit-headers-08 and later) and its former one (`limit=100, remaining=50, reset=30`), and the
 * single fields `RateLimit-Remaining` and `-Reset` with or without `X-`. Of several limits the one that binds first.
 * `undefined` when nothing intelligible is announced. Pure.
 */
export function readAnnouncedLimit(
  { status, headers }: Pick<UpstreamResponse, 'status' | 'headers'>,
  nowEpochMs: number,
): AnnouncedLimit | undefined {
  const field = (name: string) => headers.get(name)?.join(', ');
  const said =
    readRateLimitField(field('ratelimit')) ??
    readSingleFields(field('ratelimit-remaining'), field('ratelimit-reset'), nowEpochMs) ??
    readSingleFields(field('x-ratelimit-remaining'), field('x-ratelimit-reset'), nowEpochMs);
  if (status !== 429) return said;
  // Refused already: whatever the counters say, there is nothing left.
  const resetMs = parseRetryAfter(headers.get('retry-after')?.[0], nowEpochMs) ?? said?.resetMs;
  return resetMs === undefined ? undefined : limitOf(0, resetMs);
}

/** Whether there can be anything to read: most servers announce nothing, and are asked with every answer. Pure. */
export function mayAnnounceLimit({ status, headers }: Pick<UpstreamResponse, 'status' | 'headers'>): boolean {
  return (
    status === 429 ||
    headers.has('ratelimit') ||
    headers.has('ratelimit-remaining') ||
    headers.has('x-ratelimit-remaining')
  );
}

/** Longer announcements are forgotten after this, and made again by the next answer if they were meant. */
const MAX_RESET_MS = 60 * 60 * 1000;

function limitOf(remaining: number, resetMs: number): AnnouncedLimit {
  return { remaining, resetMs: Math.min(Math.max(0, resetMs), MAX_RESET_MS) };
}

function readRateLimitField(field: string | undefined): AnnouncedLimit | undefined {
  if (field === undefined) return undefined;
  const remaining = Number(/\bremaining\s*=\s*(\d+)/.exec(field)?.[1]);
  const resetSeconds = Number(/\breset\s*=\s*(\d+)/.exec(field)?.[1]);
  if (!Number.isNaN(remaining) && !Number.isNaN(resetSeconds)) return limitOf(remaining, resetSeconds * 1000);
  let first: AnnouncedLimit | undefined;
  for (const item of field.split(',')) {
    const left = /;\s*r=(\d+)/.exec(item)?.[1];
    const seconds = /;\s*t=(\d+)/.exec(item)?.[1];
    if (left === undefined || seconds === undefined) continue;
    const limit = limitOf(Number(left), Number(seconds) * 1000);
    if (first === undefined || bindsBefore(limit, first)) first = limit;
  }
  return first;
}

function bindsBefore(one: AnnouncedLimit, other: AnnouncedLimit): boolean {
  if (one.remaining !== other.remaining) return one.remaining < other.remaining;
  return one.resetMs > other.resetMs;
}

function readSingleFields(
  left: string | undefined,
  reset: string | undefined,
  nowEpochMs: number,
): AnnouncedLimit | undefined {
  if (left === undefined || reset === undefined) return undefined;
  // Several limits may be listed; the first is the one in force.
  const remaining = /^\s*(\d+)/.exec(left)?.[1];
  const moment = /^\s*(\d+(?:\.\d+)?)/.exec(reset)?.[1];
  if (remaining === undefined || moment === undefined) return undefined;
  return limitOf(Number(remaining), untilReset(Number(moment), nowEpochMs));
}

/** The field was never specified: servers send seconds from now, seconds since the epoch, or milliseconds since then. */
function untilReset(value: number, nowEpochMs: number): number {
  if (value > 1e11) return value - nowEpochMs;
  if (value > 1e9) return value * 1000 - nowEpochMs;
  return value * 1000;
}
