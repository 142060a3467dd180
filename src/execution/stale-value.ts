import type { StaleUse } from '../upstream/upstream.ts';
import { FAILURE_CODES } from './field-error.ts';
import type { SourceRuntime } from './runtime.ts';

/** A value that is older than it should be; listed in `extensions.overlap.stale`. One of both tells whose. */
export interface StaleValue {
  readonly connector?: string;
  readonly source?: string;
  readonly ageMs: number;
  /** The code of the failure for which it stands in; `RENEWING` where a fresh one is on its way and nothing failed. */
  readonly cause: string;
}

/** What is told of a stale answer from the cache of a source. Pure. */
export function staleAnswer({ name, limitKey }: SourceRuntime, { ageMs, because }: StaleUse): StaleValue {
  const whose = name === undefined ? { connector: limitKey } : { source: name };
  return { ...whose, ageMs: Math.round(ageMs), cause: because === 'renewing' ? 'RENEWING' : FAILURE_CODES[because] };
}
