import type { CacheEntry, CacheRecord } from './entry.ts';
import type { Codec } from './valkey-store.ts';

/** What precedes the body of an entry, or all of a mark. */
type Head =
  | (Pick<CacheEntry, 'kind' | 'freshness' | 'generation'> & {
      readonly status: number;
      readonly headers: readonly (readonly [name: string, lines: readonly string[]])[];
    })
  | { readonly kind: 'generation'; readonly id: string };

/** Length of the head in four bytes, the head as JSON, the body as it is. Whoever changes the format changes the prefix of its keys. */
export const recordCodec: Codec<CacheRecord> = {
  encode(record) {
    const head = Buffer.from(JSON.stringify(headOf(record)));
    const length = Buffer.alloc(LENGTH_BYTES);
    length.writeUInt32BE(head.byteLength);
    return Buffer.concat(record.kind === 'entry' ? [length, head, record.response.body] : [length, head]);
  },

  decode(bytes) {
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    if (buffer.byteLength < LENGTH_BYTES) return undefined;
    const bodyAt = LENGTH_BYTES + buffer.readUInt32BE();
    if (bodyAt > buffer.byteLength) return undefined;
    const head = parseHead(buffer.toString('utf8', LENGTH_BYTES, bodyAt));
    if (head?.kind !== 'entry') return head;
    const { kind, freshness, generation, status, headers } = head;
    return {
      kind,
      freshness,
      generation,
      response: { status, headers: new Map(headers), body: buffer.subarray(bodyAt) },
    };
  },
};

const LENGTH_BYTES = 4;

function headOf(record: CacheRecord): Head {
  if (record.kind === 'generation') return record;
  const { kind, freshness, generation, response } = record;
  return { kind, freshness, generation, status: response.status, headers: [...response.headers] };
}

/** What other processes of the same version wrote; anything else is nothing. */
function parseHead(text: string): Head | undefined {
  try {
    const head: unknown = JSON.parse(text);
    return isHead(head) ? head : undefined;
  } catch {
    return undefined;
  }
}

function isHead(value: unknown): value is Head {
  if (typeof value !== 'object' || value === null || !('kind' in value)) return false;
  if (value.kind === 'generation') return 'id' in value && typeof value.id === 'string';
  return value.kind === 'entry' && 'freshness' in value && 'headers' in value && Array.isArray(value.headers);
}
