import { describe, expect, test } from 'vitest';
import { isJsonType, parseMediaType } from '../../src/execution/media-type.ts';
import { decodeBody } from '../../src/execution/read-response.ts';
import type { UpstreamResponse } from '../../src/upstream/upstream.ts';

const STRICT = { lenientContentTypes: false };
const LENIENT = { lenientContentTypes: true };

function response(contentType: string | undefined, body: string | Uint8Array): UpstreamResponse {
  const headers = new Map(contentType === undefined ? [] : [['content-type', [contentType]]]);
  return { status: 200, headers, body: typeof body === 'string' ? Buffer.from(body) : body };
}

describe('decodeBody', () => {
  test('parses a shared response once', () => {
    const shared = response('application/json', '{"a":[1]}');
    const [first, second] = [decodeBody(shared, STRICT), decodeBody(shared, LENIENT)];
    expect(first.ok && second.ok && first.value === second.value).toBe(true);
  });

  test('lenience is the reader’s, not the response’s', () => {
    const shared = response('text/html', '<p>');
    expect(decodeBody(shared, LENIENT)).toEqual({ ok: true, value: null });
    expect(decodeBody(shared, STRICT)).toMatchObject({ ok: false });
  });

  test.each([
    ['application/json', '{"secret":', /^a body that is not valid JSON/],
    ['application/json', Uint8Array.of(0xff), /^JSON that is not valid UTF-8$/],
    ['text/plain; charset=shift_jis', Uint8Array.of(0x81), /^plain text that is not valid shift_jis$/],
    ['text/html', '<p>secret', /^a content type that is neither JSON nor plain text$/],
  ])('says what came instead, without showing it (%s)', (type, body, message) => {
    const decoded = decodeBody(response(type, body), STRICT);
    expect(decoded).toEqual({ ok: false, failure: { kind: 'bad response', message: expect.stringMatching(message) } });
    expect(JSON.stringify(decoded)).not.toContain('secret');
  });

  test('refuses a body that is nested too deeply', () => {
    const decoded = decodeBody(response('application/json', '['.repeat(5000) + ']'.repeat(5000)), STRICT);
    expect(decoded).toMatchObject({ ok: false, failure: { kind: 'bad response' } });
  });
});

describe('parseMediaType', () => {
  test('reads type, subtype and parameters in any letter case', () => {
    const type = parseMediaType(' Text/Plain ; Charset="utf-\\8" ; boundary=x;broken; q=1');
    expect(type).toEqual({
      type: 'text',
      subtype: 'plain',
      parameters: new Map([
        ['charset', 'utf-8'],
        ['boundary', 'x'],
        ['q', '1'],
      ]),
    });
  });

  test.each(['', 'json', 'text/', '/json', 'text/plain json', 'a b/c'])('%j is no media type', (header) => {
    expect(parseMediaType(header)).toBeUndefined();
  });

  test.each([
    ['application/json', true],
    ['application/vnd.api+json; ext=x', true],
    ['application/json-seq', false],
    ['application/x-ndjson', false],
    ['application/jsonp', false],
  ])('%s is JSON: %s', (header, expected) => {
    const type = parseMediaType(header);
    expect(type !== undefined && isJsonType(type)).toBe(expected);
  });
});
