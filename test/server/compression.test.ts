import type { AddressInfo } from 'node:net';
import {
  brotliDecompressSync,
  createBrotliDecompress,
  createGunzip,
  createZstdDecompress,
  gunzipSync,
  zstdDecompressSync,
} from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import { createApp } from '../../src/server/app.ts';
import { CODINGS, codingFor } from '../../src/server/coding.ts';
import { encodeParts } from '../../src/server/encoded-parts.ts';
import { printResult } from '../../src/server/print-result.ts';
import type { SettingsInput } from '../../src/settings/settings-schema.ts';
import { askRaw, headerOf } from '../harness/raw-http.ts';
import { fakeGateway, recordingLogger } from './fake-gateway.ts';

const DECODE = { br: brotliDecompressSync, zstd: zstdDecompressSync, gzip: gunzipSync } as const;
const READER = { br: createBrotliDecompress, zstd: createZstdDecompress, gzip: createGunzip } as const;
const LONG = 'Größe '.repeat(500);

const opened: { close(): Promise<unknown> }[] = [];

afterEach(async () => {
  for (const app of opened.splice(0)) await app.close();
});

async function listening(settings: SettingsInput = {}) {
  const app = createApp(
    fakeGateway({ settings, rootValue: { hello: ({ name }: { name?: string }) => name ?? LONG } }),
    {
      logger: recordingLogger(),
    },
  );
  opened.push(app);
  await app.listen({ port: 0 });
  const { port } = app.server.address() as AddressInfo;
  const ask = (query: string, acceptEncoding?: string, method: 'GET' | 'POST' = 'POST') => {
    const headers = {
      ...(method === 'POST' ? { 'content-type': 'application/json' } : { 'apollo-require-preflight': '1' }),
      ...(acceptEncoding !== undefined && { 'accept-encoding': acceptEncoding }),
    };
    return method === 'POST'
      ? askRaw(port, { headers, body: JSON.stringify({ query }) })
      : askRaw(port, { method, target: `/graphql?query=${encodeURIComponent(query)}`, headers });
  };
  return ask;
}

describe('a long answer', () => {
  test.each(CODINGS)('is sent in %s to whoever reads it, and is the same', async (coding) => {
    const ask = await listening();
    const plain = await ask('{ hello }');
    for (let times = 0; times < 2; times += 1) {
      const answer = await ask('{ hello }', coding);
      expect(headerOf(answer, 'content-encoding')).toBe(coding);
      expect(headerOf(answer, 'content-length')).toBe(String(answer.body.length));
      expect(answer.body.length).toBeLessThan(plain.body.length / 10);
      expect(DECODE[coding](answer.body).equals(plain.body)).toBe(true);
    }
    expect(headerOf(plain, 'content-encoding')).toBeUndefined();
  });

  test('says that it depends on what the client reads, compressed or not', async () => {
    const ask = await listening();
    for (const accept of [undefined, 'gzip', 'identity'])
      expect(headerOf(await ask('{ hello }', accept), 'vary')).toContain('accept-encoding');
  });

  test('has a validator of its own in each coding', async () => {
    const ask = await listening();
    const tags = [];
    for (const coding of [undefined, ...CODINGS]) tags.push(headerOf(await ask('{ hello }', coding, 'GET'), 'etag'));
    expect(new Set(tags).size).toBe(4);
    expect(tags).not.toContain(undefined);
  });

  test('is sent as it is where compression is off', async () => {
    const ask = await listening({ http: { compression: false } });
    expect(headerOf(await ask('{ hello }', 'gzip'), 'content-encoding')).toBeUndefined();
  });
});

test('a short answer is sent as it is', async () => {
  const ask = await listening();
  const answer = await ask('{ hello(name: "Ada") }', 'br, gzip');
  expect(headerOf(answer, 'content-encoding')).toBeUndefined();
  expect(answer.body.toString()).toBe('{"data":{"hello":"Ada"}}');
});

test('what several ask for at once is compressed once', () => {
  const data = { hello: LONG };
  const [first, second] = [printResult({ data }), printResult({ data })];
  expect(second.encoded('br')).toBe(first.encoded('br'));
  expect(second.body).toBe(printResult({ data }).body);
});

describe('of several codings', () => {
  test.each([
    [undefined, undefined],
    ['', undefined],
    ['identity', undefined],
    ['deflate, compress', undefined],
    ['gzip', 'gzip'],
    ['x-gzip', 'gzip'],
    ['GZIP', 'gzip'],
    ['gzip, deflate, br, zstd', 'br'],
    ['gzip, zstd', 'zstd'],
    ['gzip;q=1.0, br;q=0.5', 'gzip'],
    ['br;q=0, gzip;q=0.1', 'gzip'],
    ['br;q=0', undefined],
    ['*', 'br'],
    ['*;q=0.5, gzip', 'gzip'],
    ['*;q=0', undefined],
    ['br;q=0, *', 'zstd'],
    ['identity;q=1, gzip;q=0.5', undefined],
    ['identity;q=0.5, gzip;q=0.5', 'gzip'],
    ['gzip;q=high', undefined],
    [' gzip ; q = 0.3 ', 'gzip'],
  ])('%j means %j', (header, coding) => {
    expect(codingFor(header)).toBe(coding);
    expect(codingFor(header)).toBe(coding);
  });
});

describe('an answer in parts', () => {
  test.each(CODINGS)('can be read in %s up to each part as soon as that was sent', async (coding) => {
    const parts = encodeParts(coding);
    const reader = READER[coding]();
    let read = '';
    reader.setEncoding('utf8').on('data', (text: string) => {
      read += text;
    });
    let said = '';
    for (const part of ['{"data":{"a":1}}', LONG, '{"incremental":[]}']) {
      said += part;
      reader.write(await parts.write(part));
      await expect.poll(() => read).toBe(said);
    }
    reader.end(await parts.end());
    await new Promise((resolve) => reader.on('end', resolve));
    expect(read).toBe(said);
  });
});
