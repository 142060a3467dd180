import { gzipSync } from 'node:zlib';
import {
  answers,
  BAD_RESPONSE,
  chunked,
  type Fault,
  type FaultRequest,
  HEALTHY,
  head,
  STATUS,
  says,
  saysAndEnds,
  UNREACHABLE,
} from './fault.ts';

const CHUNKED = head('transfer-encoding: chunked');
const withLength = ({ well }: FaultRequest, ...lines: readonly string[]) =>
  `${head(...lines, `content-length: ${well.length}`)}${well}`;
const withStatusLine = (line: string) => (request: FaultRequest) =>
  withLength(request).replace('HTTP/1.1 200 OK', line);

/** Answers that are no HTTP, hardly HTTP, or strange but HTTP. */
export const NOT_HTTP: readonly Fault[] = [
  broken('another protocol', 'SSH-2.0-OpenSSH_9.6\r\n\r\n'),
  broken('binary garbage', '\u0000\u0001\u0002\u0003\u007f\r\n\r\n'),
  broken('an answer in HTTP/0.9', ({ well }) => `${well}\r\n`),
  broken('an HTTP/2 preface', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'),
  broken('a request instead of an answer', 'GET / HTTP/1.1\r\nhost: you\r\n\r\n'),
  broken('a status of letters', withStatusLine('HTTP/1.1 abc OK')),
  broken('a status of four digits', withStatusLine('HTTP/1.1 2000 OK')),
  broken('a status of two digits', withStatusLine('HTTP/1.1 20 OK')),
  broken('no status', withStatusLine('HTTP/1.1')),
  broken('an unknown version', withStatusLine('HTTP/9.9 200 OK')),
  broken('a version in lower case', withStatusLine('http/1.1 200 OK')),
  broken('a version without a number', withStatusLine('HTTP 200 OK')),
  broken('two spaces before the status', withStatusLine('HTTP/1.1  200 OK')),
  broken('a header line without a colon', (request) => withLength(request, 'nonsense')),
  broken('a header without a name', (request) => withLength(request, ': value')),
  broken('white space before a colon', (request) => withLength(request, 'x : y')),
  broken('a NUL in a header', (request) => withLength(request, 'x: a\u0000b')),
  broken('a bare carriage return in a header', (request) => withLength(request, 'x: a\rb')),
  broken('a size of a chunk that is no number', `${CHUNKED}zz\r\n{}\r\n0\r\n\r\n`),
  broken('a negative size of a chunk', `${CHUNKED}-2\r\n{}\r\n0\r\n\r\n`),
  broken('a size of a chunk beyond all numbers', `${CHUNKED}fffffffffffffffff\r\n{}\r\n0\r\n\r\n`),
  broken('a chunk longer than its size', `${CHUNKED}2\r\n{"id":1}\r\n0\r\n\r\n`),
  broken(
    'two different lengths',
    ({ well }) => `${head(`content-length: ${well.length}`, 'content-length: 3')}${well}`,
  ),
  broken('a header folded over two lines', (request) => withLength(request, 'x: a\r\n b')),
  broken('two equal lengths', (request) => withLength(request, `content-length: ${request.well.length}`)),
  broken('a length that is no number', ({ well }) => `${head('content-length: many')}${well}`),
  broken('a negative length', ({ well }) => `${head('content-length: -1')}${well}`),
  broken('a length with a sign', ({ well }) => `${head(`content-length: +${well.length}`)}${well}`),
  broken('a length beyond all numbers', ({ well }) => `${head(`content-length: 9${'9'.repeat(30)}`)}${well}`),
  broken('a list of lengths', ({ well }) => `${head(`content-length: ${well.length}, ${well.length}`)}${well}`),
  broken(
    'a length and chunks',
    ({ well }) => `${head('content-length: 3', 'transfer-encoding: chunked')}${chunked(well)}0\r\n\r\n`,
  ),
  broken(
    'a switch of protocols',
    'HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n',
  ),
  broken('a flood of header lines', `HTTP/1.1 200 OK\r\n${'x-y: z\r\n'.repeat(6_000)}\r\n`),
  broken('a header of 100 kB', `HTTP/1.1 200 OK\r\nx: ${'y'.repeat(100_000)}\r\n\r\n`),
  broken('a name of a header of 100 kB', `HTTP/1.1 200 OK\r\n${'y'.repeat(100_000)}: x\r\n\r\n`),
  broken('a flood of trailers', `${CHUNKED}0\r\n${'x-y: z\r\n'.repeat(6_000)}\r\n`),

  odd('a reason phrase of 100 kB', withStatusLine(`HTTP/1.1 200 ${'O'.repeat(100_000)}`)),
  odd(
    'chunk extensions of 100 kB',
    ({ well }) => `${CHUNKED}${well.length.toString(16)};${'x'.repeat(100_000)}\r\n${well}\r\n0\r\n\r\n`,
  ),
  odd('no reason phrase', withStatusLine('HTTP/1.1 200 ')),
  odd('no reason phrase and no space', withStatusLine('HTTP/1.1 200')),
  odd('a reason phrase that lies', withStatusLine('HTTP/1.1 200 Internal Server Error')),
  odd('an empty line before the status line', (request) => `\r\n${withLength(request)}`),
  odd('header values with letters beyond ASCII', (request) => withLength(request, 'x: é')),
  odd('an empty header', (request) => withLength(request, 'x:')),
  odd('no space after colons', (request) => withLength(request).replaceAll(': ', ':')),
  odd('names of headers in capitals', (request) => withLength(request).replace('content-type', 'CONTENT-TYPE')),
  odd('names of headers that objects already have', (request) =>
    withLength(request, '__proto__: x', 'constructor: x', 'hasownproperty: x', 'tostring: x'),
  ),
  odd('a length with zeros before it', ({ well }) => `${head(`content-length: 000${well.length}`)}${well}`),
  odd('sizes of chunks with zeros before them', ({ well }) => `${CHUNKED}000${chunked(well)}0\r\n\r\n`),
  odd('chunk extensions', ({ well }) => `${CHUNKED}${well.length.toString(16)};a=b\r\n${well}\r\n0\r\n\r\n`),
  odd('trailers', ({ well }) => `${CHUNKED}${chunked(well)}0\r\nx-checksum: 1\r\nset-cookie: a=b\r\n\r\n`),
  broken('trailers that tell a length', ({ well }) => `${CHUNKED}${chunked(well)}0\r\ncontent-length: 3\r\n\r\n`),
  odd('two hundred headers', (request) => withLength(request, ...Array.from({ length: 200 }, (_, at) => `x-${at}: y`))),
  odd('a header of 8 kB', (request) => withLength(request, `x: ${'y'.repeat(8_000)}`)),
  broken('lines that end in a bare line feed', (request) => withLength(request).replaceAll('\r\n', '\n')),
  odd(
    'a coding of the transfer that was not applied',
    ({ well }) => `${head('transfer-encoding: gzip, chunked')}${chunked(well)}0\r\n\r\n`,
  ),
  {
    name: 'a coding of the transfer that was applied',
    outcome: BAD_RESPONSE,
    behave: (request) => {
      const content = gzipSync(request.well);
      request.socket.write(`${head('transfer-encoding: gzip, chunked')}${content.length.toString(16)}\r\n`);
      request.socket.write(content);
      request.socket.write('\r\n0\r\n\r\n');
    },
  },

  { name: 'a status of 600', outcome: STATUS, behave: answers({ status: '600 What' }) },
  { name: 'a status of 999', outcome: STATUS, behave: answers({ status: '999 Denied' }) },
  {
    name: 'an offer to upgrade beside the answer',
    outcome: HEALTHY,
    behave: answers({ lines: ['connection: upgrade', 'upgrade: h2c'] }),
  },
  {
    name: 'an answer that says it closes, and does',
    outcome: HEALTHY,
    behave: (request) => saysAndEnds(withLength(request, 'connection: close'))(request),
  },
  {
    name: 'an answer that says it closes, and does not',
    outcome: HEALTHY,
    behave: answers({ lines: ['connection: close'] }),
  },
];

function broken(what: string, sent: string | ((request: FaultRequest) => string)): Fault {
  return { name: what, outcome: UNREACHABLE, behave: saysAndEnds(sent) };
}

function odd(what: string, sent: (request: FaultRequest) => string): Fault {
  return { name: what, outcome: HEALTHY, behave: says(sent) };
}
