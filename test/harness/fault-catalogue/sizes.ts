import { brotliCompressSync, constants, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import {
  answers,
  BAD_RESPONSE,
  chunked,
  type Fault,
  type FaultRequest,
  HEALTHY,
  head,
  pours,
  says,
  wellBytes,
} from './fault.ts';

const BOMBS: (() => Buffer)[] = [];
const MiB = 1024 * 1024;
/** The limit under which the catalogue is run. */
export const MAX_RESPONSE_BYTES = MiB;
/** Headers, and what one read takes beyond the limit. */
const MAX_READ = MAX_RESPONSE_BYTES + 160 * 1024;
const HUGE = 200 * MiB;

const SPACES = Buffer.alloc(64 * 1024, ' ');
const CHUNK_OF_SPACES = Buffer.concat([Buffer.from('10000\r\n'), SPACES, Buffer.from('\r\n')]);

const tooMuch = (name: string, behave: Fault['behave']): Fault => ({
  name,
  outcome: BAD_RESPONSE,
  behave,
  maxBytesRead: MAX_READ,
});

/** Answers larger than anybody should read, on the wire or inside. */
export const SIZES: readonly Fault[] = [
  tooMuch('200 MB that say so', pours(head(`content-length: ${HUGE}`), SPACES, HUGE)),
  tooMuch('200 MB announced and not sent', says(head(`content-length: ${HUGE}`))),
  tooMuch('an exabyte announced', says(head('content-length: 1000000000000000000'))),
  tooMuch('200 MB in chunks', pours(head('transfer-encoding: chunked'), CHUNK_OF_SPACES, HUGE)),
  tooMuch('200 MB in one chunk', pours(`${head('transfer-encoding: chunked')}${HUGE.toString(16)}\r\n`, SPACES, HUGE)),
  tooMuch('an endless body', pours(head(), SPACES)),
  tooMuch(
    'an endless body with a document first',
    pours(({ well }) => head() + well, SPACES),
  ),
  tooMuch('an endless array', pours(`${head()}[0`, Buffer.from(',1'.repeat(32 * 1024)))),
  tooMuch('an endless body in chunks', pours(head('transfer-encoding: chunked'), CHUNK_OF_SPACES)),
  // Never part of a body, so the limit is a wider one.
  endless('an endless extension of a chunk', `${head('transfer-encoding: chunked')}2;`, 'x'.repeat(16_384)),
  endless('an endless reason phrase', 'HTTP/1.1 200 ', 'O'.repeat(16_384)),
  endless('endless 103s', '', 'HTTP/1.1 103 Early Hints\r\nx: y\r\n\r\n'.repeat(400)),
  endless('endless 100s', '', 'HTTP/1.1 100 Continue\r\n\r\n'.repeat(600)),
  endless('endless chunks of one byte', head('transfer-encoding: chunked'), '1\r\n \r\n'.repeat(2_000)),
  tooMuch('an endless body with a status of 500', pours('HTTP/1.1 500 No\r\n\r\n', SPACES)),
  tooMuch('an endless error page', pours('HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n\r\n', SPACES)),
  tooMuch('a body of one byte more than the limit', answers({ body: paddedTo(MAX_RESPONSE_BYTES + 1) })),
  {
    name: 'a body of exactly the limit',
    outcome: HEALTHY,
    behave: answers({ body: paddedTo(MAX_RESPONSE_BYTES) }),
    maxBytesRead: MAX_READ,
  },
  {
    name: 'a body of nearly the limit in chunks of 16 bytes',
    outcome: HEALTHY,
    behave: says((request) => {
      const body = paddedTo(MAX_RESPONSE_BYTES - 1)(request).toString();
      return `${head('transfer-encoding: chunked')}${chunked(body, 16)}0\r\n\r\n`;
    }),
  },
  bomb(
    'gzip',
    lazy(() => gzipSync(Buffer.alloc(HUGE, ' '), { level: 1 })),
  ),
  bomb(
    'deflate',
    lazy(() => deflateSync(Buffer.alloc(HUGE, ' '), { level: 1 })),
  ),
  bomb(
    'br',
    lazy(() => brotliCompressSync(Buffer.alloc(HUGE, ' '), { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } })),
  ),
  bomb(
    'zstd',
    lazy(() => zstdCompressSync(Buffer.alloc(HUGE, ' '))),
  ),
  bomb(
    'gzip, gzip',
    lazy(() => gzipSync(gzipSync(Buffer.alloc(HUGE, ' '), { level: 1 }))),
  ),
  tooMuch(
    'content that is one byte larger than the limit when unpacked',
    answers({
      lines: ['content-encoding: gzip'],
      body: (request) => gzipSync(paddedTo(MAX_RESPONSE_BYTES + 1)(request)),
    }),
  ),
  {
    name: 'content of exactly the limit when unpacked',
    outcome: HEALTHY,
    behave: answers({
      lines: ['content-encoding: gzip'],
      body: (request) => gzipSync(paddedTo(MAX_RESPONSE_BYTES)(request)),
    }),
  },
];

function endless(name: string, start: string, portion: string): Fault {
  return { ...tooMuch(name, pours(start, Buffer.from(portion))), maxBytesRead: MAX_RESPONSE_BYTES };
}

function bomb(coding: string, content: () => Buffer): Fault {
  return tooMuch(`a bomb of ${coding}`, answers({ lines: [`content-encoding: ${coding}`], body: () => content() }));
}

function paddedTo(bytes: number): (request: FaultRequest) => Buffer {
  return (request) => {
    const well = wellBytes(request);
    return Buffer.concat([Buffer.alloc(bytes - well.length, ' '), well]);
  };
}

/** Packing 200 MB takes a moment, in which nothing else happens: once, and before anything is timed. */
function lazy(make: () => Buffer): () => Buffer {
  let made: Buffer | undefined;
  const get = () => {
    made ??= make();
    return made;
  };
  BOMBS.push(get);
  return get;
}

/** Makes what takes long to make. */
export function prepareBombs(): void {
  for (const make of BOMBS) make();
}
