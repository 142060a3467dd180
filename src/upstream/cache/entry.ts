import type { UpstreamResponse } from '../upstream.ts';
import type { Freshness } from './freshness.ts';

/** What is kept of an answer. */
export interface CacheEntry {
  readonly kind: 'entry';
  /** As it came, without what belonged to its connection. */
  readonly response: UpstreamResponse;
  readonly freshness: Freshness;
  /** Of its URL, when it was asked for. */
  readonly generation: string;
}

/** Marks a URL: entries of another generation no longer count. */
export interface GenerationMark {
  readonly kind: 'generation';
  readonly id: string;
}

/** All that a cache keeps, in one store: whoever reads an entry reads its generation too, so neither outlives the other. */
export type CacheRecord = CacheEntry | GenerationMark;

/** What it takes in memory, roughly. Pure. */
export function sizeOfRecord(record: CacheRecord): number {
  if (record.kind === 'generation') return record.id.length;
  let bytes = record.response.body.byteLength;
  for (const [name, lines] of record.response.headers) {
    bytes += name.length;
    for (const line of lines) bytes += line.length;
  }
  return bytes;
}
