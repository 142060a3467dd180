import { promisify } from 'node:util';
import { brotliCompress, constants, gzip, zstdCompress } from 'node:zlib';

/** The content codings that answers are sent in (RFC 9110 §8.4.1), the preferred one first: it makes them smallest. */
export const CODINGS = ['br', 'zstd', 'gzip'] as const;
export type Coding = (typeof CODINGS)[number];

/** Shorter ones fit into a packet as they are. */
export const MIN_ENCODED_BYTES = 1024;

/** Quality 4 takes the time of gzip and leaves a tenth less. */
export const BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } };

const GZIP = promisify(gzip);
const BR = promisify(brotliCompress);
const ZSTD = promisify(zstdCompress);

/** Compresses beside the event loop. */
export function encode(bytes: Buffer, coding: Coding): Promise<Buffer> {
  switch (coding) {
    case 'br':
      return BR(bytes, BROTLI);
    case 'zstd':
      return ZSTD(bytes);
    case 'gzip':
      return GZIP(bytes);
  }
}

/**
 * The coding that a client likes best, of equal ones the first of {@link CODINGS}; undefined: none, or it likes the answer as it
 * is better. Absent means none: "any" is what a client says that has forgotten to say what it can read (RFC 9110 §12.5.3).
 */
export function codingFor(acceptEncoding: string | undefined): Coding | undefined {
  if (acceptEncoding === undefined) return undefined;
  const known = decided.get(acceptEncoding);
  if (known !== undefined) return known.coding;
  const coding = decide(acceptEncoding);
  if (acceptEncoding.length <= MAX_KEPT_LENGTH) {
    if (decided.size >= MAX_KEPT) decided.clear();
    decided.set(acceptEncoding, { coding });
  }
  return coding;
}

const MAX_KEPT = 100;
const MAX_KEPT_LENGTH = 200;
const decided = new Map<string, { readonly coding: Coding | undefined }>();

function decide(acceptEncoding: string): Coding | undefined {
  const weights = new Map<string, number>();
  for (const item of acceptEncoding.split(',')) {
    const [name = '', ...parameters] = item.split(';').map((part) => part.trim().toLowerCase());
    const weight = parameters.find((parameter) => /^q\s*=/.test(parameter))?.replace(/^q\s*=\s*/, '');
    if (name !== '') weights.set(name === 'x-gzip' ? 'gzip' : name, weight === undefined ? 1 : Number(weight) || 0);
  }
  const weightOf = (name: string): number => weights.get(name) ?? weights.get('*') ?? 0;
  const best = Math.max(...CODINGS.map(weightOf));
  if (best <= 0 || best < (weights.get('identity') ?? 0)) return undefined;
  return CODINGS.find((coding) => weightOf(coding) === best);
}
