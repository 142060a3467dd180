import { BoundedMap } from '../../memo/bounded-map.ts';
import { remember } from '../../memo/remember.ts';

/** Directives by lower-case name; `true` for one without a value. */
export type CacheControl = ReadonlyMap<string, string | true>;

/**
 * The directives of `Cache-Control` lines (RFC 9111 §5.2). Names are case-insensitive, values may be quoted and then may
 * contain commas. Of a duration given twice the shorter counts; one that is no number counts as none at all. Pure.
 */
export function parseCacheControl(lines: readonly string[] | undefined): CacheControl {
  if (lines === undefined) return NONE;
  const [line = '', ...others] = lines;
  // A server says the same again and again.
  const isUsual = others.length === 0 && line.length <= USUAL_LENGTH;
  return isUsual ? remember(USUAL, line, () => parse(lines)) : parse(lines);
}

const NONE: CacheControl = new Map();
const USUAL = new BoundedMap<string, CacheControl>(64);
const USUAL_LENGTH = 256;

function parse(lines: readonly string[]): CacheControl {
  const directives = new Map<string, string | true>();
  for (const line of lines) {
    for (const { groups } of line.matchAll(DIRECTIVE)) {
      const { written = '', quoted, plain } = groups ?? {};
      const name = written.toLowerCase();
      const value = quoted?.replaceAll(/\\(.)/g, '$1') ?? plain ?? true;
      directives.set(name, DURATIONS.has(name) ? shorter(directives.get(name), value) : value);
    }
  }
  return directives;
}

/** The length of a directive in milliseconds; `undefined` where it is absent. Pure. */
export function durationMs(directives: CacheControl, name: string): number | undefined {
  const value = directives.get(name);
  return value === undefined ? undefined : Number(value) * 1000;
}

/** The directives as one line, without those named. Qualified forms (`private="x"`) become plain ones, which say more. */
export function printCacheControl(directives: CacheControl, without: ReadonlySet<string>): string {
  return [...directives]
    .filter(([name]) => !without.has(name))
    .map(([name, value]) => (DURATIONS.has(name) ? `${name}=${value}` : name))
    .join(', ');
}

const DIRECTIVE = /(?<written>[!#$%&'*+.^_`|~\w-]+)(?:\s*=\s*(?:"(?<quoted>(?:[^"\\]|\\.)*)"|(?<plain>[^\s,;"]*)))?/g;

const DURATIONS: ReadonlySet<string> = new Set([
  'max-age',
  's-maxage',
  'stale-while-revalidate',
  'stale-if-error',
  'min-fresh',
]);

/** Longer ones mean "for ever" (RFC 9111 §1.2.2). */
const MAX_SECONDS = 2 ** 31;

function shorter(known: string | true | undefined, value: string | true): string {
  const seconds = typeof value === 'string' && /^\d+$/.test(value) ? Math.min(Number(value), MAX_SECONDS) : 0;
  return String(known === undefined ? seconds : Math.min(Number(known), seconds));
}
