import * as zlib from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { systemClock } from '../../src/time/clock.ts';
import { decodeContent } from '../../src/upstream/content-encoding.ts';
import { createUpstream } from '../../src/upstream/create-upstream.ts';
import { startStubUpstream } from '../harness/stub-upstream.ts';
import { requestTo, testCaller, upstreamOptions } from '../harness/upstream-call.ts';

const CODINGS = {
  gzip: zlib.gzipSync,
  'x-gzip': zlib.gzipSync,
  deflate: zlib.deflateSync,
  br: (content: Uint8Array) =>
    zlib.brotliCompressSync(content, { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 3 } }),
  zstd: zlib.zstdCompressSync,
} as const satisfies Record<string, (content: Uint8Array) => Buffer>;

const LIMIT = 1_000_000;
const SMALL = Buffer.from('{"answer":42}');
/** Does not compress below what is decoded on the spot. */
const LARGE = Buffer.from(Array.from({ length: 200_000 }, (_, index) => (index * 7919 * (index % 253)) & 0xff));

describe.each(Object.entries(CODINGS))('%s', (coding, encode) => {
  test.each([
    ['small', SMALL],
    ['large', LARGE],
  ])('a %s body comes out as it went in', async (_, content) => {
    expect(await decodeContent(encode(content), coding, LIMIT)).toEqual({ ok: true, value: content });
  });

  test.each([
    ['small', SMALL],
    ['large', LARGE],
  ])('a %s body that is cut short is undecodable', async (_, content) => {
    const whole = encode(content);
    for (const length of [whole.length - 1, whole.length >> 1, 1]) {
      expect(await decodeContent(whole.subarray(0, length), coding, LIMIT)).toMatchObject({
        ok: false,
        failure: { kind: 'undecodable' },
      });
    }
  });

  test.each([
    ['small', SMALL],
    ['large', LARGE],
  ])('a %s body followed by anything else is undecodable', async (_, content) => {
    for (const tail of ['garbage', '\0\0\0']) {
      const padded = Buffer.concat([encode(content), Buffer.from(tail)]);
      expect(await decodeContent(padded, coding, LIMIT)).toMatchObject({ ok: false, failure: { kind: 'undecodable' } });
    }
  });

  test('a body that is something else is undecodable', async () => {
    expect(await decodeContent(Buffer.from('<html>'), coding, LIMIT)).toMatchObject({
      ok: false,
      failure: { kind: 'undecodable' },
    });
  });

  test('a body of exactly the limit passes; one byte more is too large', async () => {
    expect((await decodeContent(encode(Buffer.alloc(1000)), coding, 1000)).ok).toBe(true);
    const failure = { kind: 'too large', limitBytes: 999 };
    expect(await decodeContent(encode(Buffer.alloc(1000)), coding, 999)).toEqual({ ok: false, failure });
  });

  test('a bomb costs no more memory than the limit', async () => {
    const bomb = encode(Buffer.alloc(60_000_000));
    const before = process.memoryUsage();
    const outcome = await decodeContent(bomb, coding, LIMIT);
    const after = process.memoryUsage();
    expect(outcome).toEqual({ ok: false, failure: { kind: 'too large', limitBytes: LIMIT } });
    expect(after.external + after.arrayBuffers - before.external - before.arrayBuffers).toBeLessThan(20 * LIMIT);
  });
});

describe('content encodings', () => {
  test('bare deflate is deflate too', async () => {
    expect(await decodeContent(zlib.deflateRawSync(SMALL), 'deflate', LIMIT)).toEqual({ ok: true, value: SMALL });
  });

  test('gzip may have several members', async () => {
    const members = Buffer.concat([zlib.gzipSync('one '), zlib.gzipSync('two')]);
    expect(await decodeContent(members, 'gzip', LIMIT)).toEqual({ ok: true, value: Buffer.from('one two') });
  });

  test('several in a row are undone from the last to the first', async () => {
    const content = zlib.brotliCompressSync(zlib.gzipSync(SMALL));
    expect(await decodeContent(content, 'GZIP , identity,br', LIMIT)).toEqual({ ok: true, value: SMALL });
  });

  test('a bomb within a bomb is held at the first', async () => {
    const content = zlib.gzipSync(zlib.gzipSync(Buffer.alloc(50_000_000)));
    expect(await decodeContent(content, 'gzip, gzip', 10_000)).toMatchObject({
      ok: false,
      failure: { kind: 'too large' },
    });
  });

  test('identity and nothing change nothing', async () => {
    expect(await decodeContent(SMALL, 'identity', LIMIT)).toEqual({ ok: true, value: SMALL });
    expect(await decodeContent(SMALL, '', LIMIT)).toEqual({ ok: true, value: SMALL });
  });

  test('an unknown one, and too many, are undecodable', async () => {
    const unknown = { kind: 'undecodable', reason: 'An unknown content encoding.' };
    expect(await decodeContent(SMALL, 'sdch', LIMIT)).toEqual({ ok: false, failure: unknown });
    const many = { kind: 'undecodable', reason: 'Too many content encodings.' };
    expect(await decodeContent(SMALL, 'gzip,'.repeat(100), LIMIT)).toEqual({ ok: false, failure: many });
  });

  test('an answer is decoded by what it says, a lie is undecodable, and an empty body needs no decoding', async () => {
    await using stub = await startStubUpstream({
      'GET /gzip': { headers: { 'content-encoding': 'gzip' }, body: zlib.gzipSync(SMALL) },
      'GET /lie': { headers: { 'content-encoding': 'gzip' }, body: 'plain' },
      'GET /empty': { headers: { 'content-encoding': 'gzip' }, body: '' },
      'GET /bomb': { headers: { 'content-encoding': 'gzip' }, body: zlib.gzipSync(Buffer.alloc(2_000_000)) },
    });
    await using upstream = createUpstream(upstreamOptions({ origin: stub.origin }), systemClock);
    using caller = testCaller();
    const send = (path: string) => upstream.send(requestTo(stub.origin, path), caller.context);
    expect(await send('/gzip')).toMatchObject({ ok: true, value: { body: SMALL } });
    expect(await send('/lie')).toMatchObject({ ok: false, failure: { kind: 'undecodable' } });
    expect(await send('/empty')).toMatchObject({ ok: true, value: { status: 200 } });
    expect(await send('/bomb')).toMatchObject({ ok: false, failure: { kind: 'too large' } });
  });
});
