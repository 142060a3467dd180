import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import {
  answers,
  BAD_RESPONSE,
  type Fault,
  type FaultOutcome,
  given,
  HEALTHY,
  NOTHING,
  type Sent,
  STATUS,
  wellBody,
  wellBytes,
} from './fault.ts';

const HTML = '<!doctype html><title>Sign in</title><p>{"id":"1"}';

/** Content types, character sets, content encodings. */
export const CONTENT: readonly Fault[] = [
  typed('text/html', HTML, BAD_RESPONSE),
  typed('text/html; charset=utf-8', wellBody, BAD_RESPONSE),
  typed('application/xhtml+xml', HTML, BAD_RESPONSE),
  typed('application/xml', '<id>1</id>', BAD_RESPONSE),
  typed('text/csv', 'id,name\n1,x', BAD_RESPONSE),
  typed('text/event-stream', 'data: {}\n\n', BAD_RESPONSE),
  typed('image/png', Buffer.from([0x89, 0x50, 0x4e, 0x47]), BAD_RESPONSE),
  typed('application/octet-stream', wellBody, BAD_RESPONSE),
  typed('application/x-ndjson', wellBody, BAD_RESPONSE),
  typed('application/json-seq', wellBody, BAD_RESPONSE),
  typed('application/javascript', wellBody, BAD_RESPONSE),
  typed('multipart/mixed; boundary=x', '--x--', BAD_RESPONSE),
  typed('application/x-www-form-urlencoded', 'id=1', BAD_RESPONSE),
  typed('application/graphql-response+json', wellBody, HEALTHY),
  typed('application/problem+json', wellBody, HEALTHY),
  typed('application/vnd.api+json; charset=utf-8', wellBody, HEALTHY),
  typed('text/json', wellBody, HEALTHY),
  typed('APPLICATION/JSON', wellBody, HEALTHY),
  typed('application/json;charset="UTF-8";x', wellBody, HEALTHY),
  typed('application/json; charset=latin1', wellBody, HEALTHY),
  typed('application/json; charset=nonsense', wellBody, HEALTHY),
  typed('application/json;', wellBody, HEALTHY),
  typed('json', wellBody, HEALTHY),
  typed('', wellBody, HEALTHY),
  typed('/', wellBody, HEALTHY),
  typed('; charset=utf-8', wellBody, HEALTHY),
  { name: 'no content type', outcome: HEALTHY, behave: answers({ type: null }) },
  { name: 'HTML without a content type', outcome: BAD_RESPONSE, behave: answers({ type: null, body: HTML }) },
  { name: 'HTML that says it is JSON', outcome: BAD_RESPONSE, behave: answers({ body: HTML }) },
  {
    name: 'HTML with a status of 502',
    outcome: STATUS,
    behave: answers({ status: '502 Bad Gateway', type: 'text/html', body: HTML }),
  },
  {
    name: 'an image with a status of 404',
    outcome: STATUS,
    behave: answers({ status: '404 Not Found', type: 'image/png', body: HTML }),
  },
  { name: 'an empty answer of type HTML', outcome: NOTHING, behave: answers({ type: 'text/html', body: '' }) },
  { name: 'two content types, JSON first', outcome: HEALTHY, behave: answers({ lines: ['content-type: text/html'] }) },
  typed('text/plain', wellBody, NOTHING),
  typed('text/plain; charset=utf-16le', Buffer.from('hello', 'utf16le'), NOTHING),
  typed('text/plain; charset=nonsense', 'hello', NOTHING),
  typed('text/plain; charset=utf-8', Buffer.from([0xff, 0xfe, 0xfd]), BAD_RESPONSE),

  bytes('JSON behind a byte order mark', (well) => Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), well]), HEALTHY),
  bytes('JSON behind two byte order marks', (well) => Buffer.concat([Buffer.from('\ufeff\ufeff'), well]), HEALTHY),
  bytes('nothing but a byte order mark', () => Buffer.from('\ufeff'), BAD_RESPONSE),
  bytes('JSON in UTF-16', (well) => Buffer.from(`\ufeff${well.toString()}`, 'utf16le'), BAD_RESPONSE),
  bytes(
    'JSON in UTF-16, the other way round',
    (well) => Buffer.from(`\ufeff${well.toString()}`, 'utf16le').swap16(),
    BAD_RESPONSE,
  ),
  bytes('JSON in Latin-1', () => Buffer.from('{"id":"1","name":"\u00e9"}', 'latin1'), BAD_RESPONSE),
  bytes(
    'JSON with half a letter',
    () => Buffer.from([...Buffer.from('{"id":"1","name":"'), 0xe2, 0x82, ...Buffer.from('"}')]),
    BAD_RESPONSE,
  ),
  bytes(
    'JSON with an overlong encoding',
    () => Buffer.from([...Buffer.from('{"id":"1","name":"'), 0xc0, 0xaf, ...Buffer.from('"}')]),
    BAD_RESPONSE,
  ),
  bytes(
    'JSON with an encoded surrogate',
    () => Buffer.from([...Buffer.from('{"id":"1","name":"'), 0xed, 0xa0, 0x80, ...Buffer.from('"}')]),
    BAD_RESPONSE,
  ),
  bytes(
    'JSON with all kinds of letters',
    () => Buffer.from('{"id":"ß","name":"𝒳 日本 \u202e"}'),
    given('ß', '𝒳 日本 \u202e'),
  ),

  encoded('gzip', gzipSync),
  encoded('x-gzip', gzipSync),
  encoded('GZIP', gzipSync),
  encoded('deflate', deflateSync),
  encoded('deflate', deflateRawSync, 'bare deflate'),
  encoded('br', brotliCompressSync),
  encoded('zstd', zstdCompressSync),
  encoded('gzip, gzip', (well) => gzipSync(gzipSync(well))),
  encoded('gzip, identity', gzipSync),
  encoded('deflate, br', (well) => brotliCompressSync(deflateSync(well))),
  encoded('identity', (well) => well),
  encoded('', (well) => well, 'an empty name'),
  encoded(
    'gzip',
    (well) => Buffer.concat([gzipSync(well.subarray(0, 5)), gzipSync(well.subarray(5))]),
    'gzip in two members',
  ),
  encoded('gzip', () => Buffer.alloc(0), 'gzip of no bytes', NOTHING),
  encoded('gzip', () => gzipSync(''), 'gzip of nothing', NOTHING),
  encoded('gzip', (well) => well, 'gzip that is none', BAD_RESPONSE),
  encoded('br', gzipSync, 'br that is gzip', BAD_RESPONSE),
  encoded('zstd', (well) => well, 'zstd that is none', BAD_RESPONSE),
  encoded('deflate', (well) => well, 'deflate that is none', BAD_RESPONSE),
  encoded('compress', (well) => well, 'a coding that nobody has', BAD_RESPONSE),
  encoded('chunked', (well) => well, 'a coding of the transfer', BAD_RESPONSE),
  encoded('gzip, gzip, gzip, gzip, gzip', (well) => well, 'five codings', BAD_RESPONSE),
  encoded(
    'gzip',
    (well) => Buffer.concat([gzipSync(well), Buffer.from('more')]),
    'gzip with more behind it',
    BAD_RESPONSE,
  ),
  encoded('gzip', (well) => withBrokenSum(gzipSync(well)), 'gzip with a wrong checksum', BAD_RESPONSE),
  encoded('gzip', (well) => well.fill(0x1f), 'gzip that goes wrong at once', BAD_RESPONSE),
];

function typed(type: string, body: Sent, outcome: FaultOutcome): Fault {
  return {
    name: `content of type "${type}"${outcome === HEALTHY ? ' that is JSON' : ''}`,
    outcome,
    behave: answers({ type, body }),
  };
}

function bytes(name: string, make: (well: Buffer) => Uint8Array, outcome: FaultOutcome): Fault {
  return { name, outcome, behave: answers({ body: (request) => make(wellBytes(request)) }) };
}

function encoded(
  coding: string,
  compress: (well: Buffer) => Uint8Array,
  name = `"${coding}"`,
  outcome: FaultOutcome = HEALTHY,
): Fault {
  const body: Sent = (request) => compress(wellBytes(request));
  return {
    name: `content encoding: ${name}`,
    outcome,
    behave: answers({ lines: [`content-encoding: ${coding}`], body }),
  };
}

function withBrokenSum(content: Buffer): Buffer {
  content[content.length - 6] = (content[content.length - 6] ?? 0) ^ 0xff;
  return content;
}
