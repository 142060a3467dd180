import { promisify } from 'node:util';
import * as zlib from 'node:zlib';
import { failed, type Outcome, success } from '../json/outcome.ts';
import type { UpstreamFailure } from './upstream-error.ts';

/** What {@link decodeContent} reads, in the words of `accept-encoding` (RFC 9110 §12.5.3). */
export const ACCEPT_ENCODING = 'gzip, deflate, br, zstd';

/**
 * Undoes the content codings of a body, last applied first (RFC 9110 §8.4). A body that would grow beyond the limit
 * costs no more memory than the limit; one that is broken, cut short, or followed by something else is a failure.
 */
export async function decodeContent(
  body: Uint8Array,
  header: string,
  limitBytes: number,
): Promise<Outcome<Uint8Array, UpstreamFailure>> {
  const codings = header.toLowerCase().split(',').map(trim).filter(isCoding);
  if (codings.length > MAX_CODINGS) return undecodable('Too many content encodings.');
  let content = body;
  for (const coding of codings.reverse()) {
    const inflate = inflaterOf(coding, content);
    if (inflate === undefined) return undecodable('An unknown content encoding.');
    try {
      content = await inflate(content, limitBytes);
    } catch (error) {
      if (isTooLarge(error)) return failed({ kind: 'too large', limitBytes });
      return undecodable(`Broken ${coding} content.`);
    }
  }
  return success(content);
}

/** Nobody compresses more often; each layer costs its limit of memory. */
const MAX_CODINGS = 4;

/** Below this the hand-over to another thread costs more than the work. */
const MAX_SYNC_BYTES = 16 * 1024;

interface Inflated {
  readonly buffer: Buffer;
  readonly engine: { readonly bytesWritten: number };
}

type Inflate = (content: Uint8Array, limitBytes: number) => Uint8Array | Promise<Uint8Array>;

function inflater(sync: SyncFunction, threaded: ThreadedFunction): Inflate {
  return (content, limitBytes) => {
    const options = { maxOutputLength: limitBytes, info: true };
    if (content.length <= MAX_SYNC_BYTES) return wholeOf(sync(content, options), content);
    return threaded(content, options).then((inflated) => wholeOf(inflated, content));
  };
}

// With `info` they answer with the engine too, which the type declarations do not know.
type SyncFunction = (content: Uint8Array, options: zlib.ZlibOptions) => unknown;
type ThreadedFunction = (content: Uint8Array, options: zlib.ZlibOptions) => Promise<unknown>;

/** zlib ignores what follows the end of the compressed stream; here it means that the body is not what it says. */
function wholeOf(result: unknown, content: Uint8Array): Uint8Array {
  const { buffer, engine } = result as Inflated;
  if (engine.bytesWritten !== content.length) throw new Error('Trailing bytes.');
  return buffer;
}

const gzip = inflater(zlib.gunzipSync, promisify<Uint8Array, zlib.ZlibOptions, unknown>(zlib.gunzip));
const zlibStream = inflater(zlib.inflateSync, promisify<Uint8Array, zlib.ZlibOptions, unknown>(zlib.inflate));
const rawDeflate = inflater(zlib.inflateRawSync, promisify<Uint8Array, zlib.ZlibOptions, unknown>(zlib.inflateRaw));
const brotli = inflater(
  (content, options) => zlib.brotliDecompressSync(content, options as zlib.BrotliOptions),
  promisify<Uint8Array, zlib.BrotliOptions, unknown>(zlib.brotliDecompress) as ThreadedFunction,
);
const zstd = inflater(
  (content, options) => zlib.zstdDecompressSync(content, options as zlib.ZstdOptions),
  promisify<Uint8Array, zlib.ZstdOptions, unknown>(zlib.zstdDecompress) as ThreadedFunction,
);

function inflaterOf(coding: string, content: Uint8Array): Inflate | undefined {
  switch (coding) {
    case 'gzip':
    case 'x-gzip':
      return gzip;
    case 'deflate':
      return hasZlibHeader(content) ? zlibStream : rawDeflate;
    case 'br':
      return brotli;
    case 'zstd':
      return zstd;
    default:
      return undefined;
  }
}

/** `deflate` means the zlib format, but some servers send bare deflate (RFC 9110 §8.4.1.2); RFC 1950 §2.2 tells them apart. */
function hasZlibHeader(content: Uint8Array): boolean {
  const [method = 0, flags = 0] = content;
  return (method & 0x0f) === 8 && (method * 256 + flags) % 31 === 0;
}

function trim(text: string): string {
  return text.trim();
}

function isCoding(coding: string): boolean {
  return coding !== '' && coding !== 'identity';
}

function isTooLarge(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
}

function undecodable(reason: string): Outcome<never, UpstreamFailure> {
  return failed({ kind: 'undecodable', reason });
}
