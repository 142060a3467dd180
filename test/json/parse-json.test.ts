import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Json } from '../../src/json/json.ts';
import { keysOf } from '../../src/json/key-order.ts';
import { MAX_JSON_DEPTH, parseJson } from '../../src/json/parse-json.ts';

function read(text: string): Json {
  const outcome = parseJson(text);
  if (!outcome.ok) throw new Error(outcome.failure.message);
  return outcome.value;
}

describe('parseJson', () => {
  test('agrees with JSON.parse on documents that lose nothing there', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        fc.pre(!/\d{16}/.test(text));
        expect(read(text)).toEqual(JSON.parse(text));
      }),
    );
  });

  test.each<[string, Json]>([
    ['9007199254740991', 9007199254740991],
    ['9007199254740993', 9007199254740993n],
    ['-9223372036854775808', -9223372036854775808n],
    ['[18446744073709551616]', [18446744073709551616n]],
    ['1234567890123456', 1234567890123456],
    ['12345678901234567.5', Number('12345678901234567.5')],
    ['0.12345678901234567890', 0.12345678901234568],
    ['1e20', 1e20],
    ['-0', -0],
    [' {"a" : "1234567890123456789"} ', { a: '1234567890123456789' }],
  ])('%s keeps its digits', (text, value) => {
    expect(read(text)).toEqual(value);
  });

  test('integers beyond 2^53 are exact wherever they stand, and nothing else changes', () => {
    const text =
      '{"rows":[{"id":9007199254740993,"s":"a\\"b\\u00e9","f":1.5,"t":true,"n":null,"x":false,"e":{},"l":[ ]}]}';
    expect(read(text)).toEqual({
      rows: [{ id: 9007199254740993n, s: 'a"bé', f: 1.5, t: true, n: null, x: false, e: {}, l: [] }],
    });
  });

  test('integers beyond 2^53 are found wherever they stand, names and exponents too', () => {
    for (let distance = 0; distance < 40; distance += 1) {
      const pad = ' '.repeat(distance);
      expect(read(`[${pad}9007199254740993]`)).toEqual([9007199254740993n]);
      expect(keysOf(read(`{${pad}"b":1,"2":1}`) as never)).toEqual(['b', '2']);
      expect(parseJson(`[${pad}1e400]`).ok).toBe(false);
    }
  });

  test('integer-like member names keep the order of the document', () => {
    const value = read('{"b":1, "10" : 2,"2":{"1":0,"0":0},"10":3}');
    expect(keysOf(value as never)).toEqual(['b', '10', '2']);
    expect((value as never)['10']).toBe(3);
    expect(keysOf((value as never)['2'])).toEqual(['1', '0']);
  });

  test('integer-like strings that are not names cost nothing', () => {
    expect(read('{"a":"10","b":["2","1"]}')).toEqual({ a: '10', b: ['2', '1'] });
  });

  test.each(['{"__proto__":{"x":1}}', '{"__proto__":{"x":1},"n":9007199254740993}'])(
    '__proto__ is an ordinary member of %s',
    (text) => {
      const value = read(text) as Record<string, Json>;
      expect(Object.hasOwn(value, '__proto__')).toBe(true);
      expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
      expect((value as never as { x?: number }).x).toBeUndefined();
    },
  );

  test('a byte order mark is skipped', () => {
    expect(read('\uFEFF{"a":1}')).toEqual({ a: 1 });
  });

  test.each(['', '{', '{"a":}', "{'a':1}", '[1,]', '01', 'nope', '\u00a01', '[1] x'])(
    '%j is not JSON, and the message does not quote it',
    (text) => {
      const outcome = parseJson(text);
      expect(outcome).toEqual({ ok: false, failure: { message: expect.stringMatching(/^is not valid JSON/) } });
    },
  );

  test('a number that no double comes near is refused instead of becoming infinite', () => {
    for (const number of ['1e400', '-1E+999', `1${'0'.repeat(400)}`]) {
      expect(parseJson(`{"a":${number}}`)).toEqual({
        ok: false,
        failure: { message: 'contains a number out of range (at position 5)' },
      });
    }
  });

  test('depth is limited', () => {
    const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
    expect(parseJson(nested(MAX_JSON_DEPTH)).ok).toBe(true);
    expect(parseJson(nested(MAX_JSON_DEPTH + 1)).ok).toBe(false);
    expect(parseJson(`${'{"a":'.repeat(100_000)}9007199254740993${'}'.repeat(100_000)}`).ok).toBe(false);
    expect(parseJson(nested(1_000_000)).ok).toBe(false);
  });

  test('brackets, digits and quotes inside strings count for nothing', () => {
    const text = JSON.stringify({ a: '['.repeat(1000), b: '\\"{1234567890123456789', c: '\\', d: '"12":' });
    expect(read(text)).toEqual(JSON.parse(text));
  });
});
