import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import {
  answers,
  BAD_RESPONSE,
  chunked,
  type Fault,
  type FaultRequest,
  HEALTHY,
  head,
  NOTHING,
  saysAndEnds,
  saysAndResets,
  UNREACHABLE,
  wellBytes,
} from './fault.ts';

const CHUNKED = head('transfer-encoding: chunked');

/** Where an answer can be cut off so that its framing shows it. */
const PLACES: readonly (readonly [string, string | ((request: FaultRequest) => string)])[] = [
  ['before the first byte', ''],
  ['in the status line', 'HTTP/1.1 20'],
  ['after the status line', 'HTTP/1.1 200 OK\r\n'],
  ['in the headers', 'HTTP/1.1 200 OK\r\ncontent-le'],
  ['before a body of known length', head('content-length: 10')],
  ['in a body of known length', ({ well }) => `${head(`content-length: ${well.length}`)}${well.slice(0, -1)}`],
  ['after a document shorter than its length', ({ well }) => `${head(`content-length: ${well.length + 5}`)}${well}`],
  [
    'in a body of known length on a closing connection',
    ({ well }) => `${head('connection: close', `content-length: ${well.length}`)}${well.slice(0, -1)}`,
  ],
  ['before the first chunk', CHUNKED],
  ['in the size of a chunk', `${CHUNKED}1`],
  ['in a chunk', `${CHUNKED}10\r\n{"id"`],
  ['after a chunk that holds the whole document', ({ well }) => CHUNKED + chunked(well)],
  [
    'after the last chunk on a closing connection',
    ({ well }) => `${head('connection: close', 'transfer-encoding: chunked')}${chunked(well)}`,
  ],
  ['before the end of the trailers', ({ well }) => `${CHUNKED}${chunked(well)}0\r\n`],
  ['after an informational response', 'HTTP/1.1 103 Early Hints\r\n\r\n'],
];

/** Answers that end before they should, and lengths that do not fit. */
export const CUT_OFF: readonly Fault[] = [
  ...PLACES.map(([where, sent]): Fault => ({ name: `ends ${where}`, outcome: UNREACHABLE, behave: saysAndEnds(sent) })),
  ...PLACES.map(
    ([where, sent]): Fault => ({ name: `is reset ${where}`, outcome: UNREACHABLE, behave: saysAndResets(sent) }),
  ),
  {
    name: 'is reset in a body that only the connection would end',
    outcome: UNREACHABLE,
    behave: saysAndResets(({ well }) => head() + well),
  },
  {
    name: 'ends in a body that only the connection would end',
    outcome: BAD_RESPONSE,
    behave: saysAndEnds(({ well }) => head() + well.slice(0, -1)),
  },
  { name: 'ends a body with the connection', outcome: HEALTHY, behave: saysAndEnds(({ well }) => head() + well) },
  {
    name: 'ends a body with the connection, as HTTP/1.0 does',
    outcome: HEALTHY,
    behave: saysAndEnds(({ well }) => `HTTP/1.0 200 OK\r\ncontent-type: application/json\r\n\r\n${well}`),
  },
  {
    name: 'tells a length shorter than the document',
    outcome: BAD_RESPONSE,
    behave: ({ socket, well }) => void socket.write(`${head(`content-length: ${well.length - 5}`)}${well}`),
  },
  {
    name: 'tells a length of 0 and sends a document',
    outcome: NOTHING,
    behave: ({ socket, well }) => void socket.write(`${head('content-length: 0')}${well}`),
  },
  { name: 'an empty body', outcome: NOTHING, behave: answers({ body: '' }) },
  {
    name: 'an empty body in no chunks',
    outcome: NOTHING,
    behave: ({ socket }) => void socket.write(`${CHUNKED}0\r\n\r\n`),
  },
  { name: 'an empty body that the connection ends', outcome: NOTHING, behave: saysAndEnds(head()) },
  cutShort('gzip', gzipSync),
  cutShort('deflate', deflateSync),
  cutShort('br', brotliCompressSync),
  cutShort('zstd', zstdCompressSync),
];

function cutShort(coding: string, compress: (content: Buffer) => Buffer): Fault {
  return {
    name: `${coding} content that is cut short`,
    outcome: BAD_RESPONSE,
    behave: answers({
      lines: [`content-encoding: ${coding}`],
      body: (request) => compress(wellBytes(request)).subarray(0, -3),
    }),
  };
}
