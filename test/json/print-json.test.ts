import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { deepEqual } from '../../src/json/equal.ts';
import type { Json, JsonObject } from '../../src/json/json.ts';
import { keysOf, objectOf } from '../../src/json/key-order.ts';
import { parseJson } from '../../src/json/parse-json.ts';
import { printJson } from '../../src/json/print-json.ts';
import { stableKey } from '../../src/json/stable-key.ts';

/** As they are held: whole numbers beyond 2^53 are bigints, unless a document wrote them with an exponent. */
const double = fc
  .double({ noNaN: true, noDefaultInfinity: true })
  .filter((number) => !Number.isInteger(number) || Number.isSafeInteger(number));

const json: fc.Arbitrary<Json> = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constant(null),
    fc.boolean(),
    double,
    fc.integer(),
    fc.bigInt({ min: 2n ** 53n, max: 2n ** 63n }),
    fc.string(),
    fc.array(tie('value'), { maxLength: 4 }),
    fc
      .array(fc.tuple(fc.oneof(fc.string(), fc.constantFrom('10', '2', '__proto__')), tie('value')), { maxLength: 4 })
      .map((members) => objectOf(members)),
  ),
})).value;

describe('printJson', () => {
  test('prints what JSON.stringify prints, as long as nothing is lost there', () => {
    const value = { a: [1, 1.5, 'x"\n', null, true], b: {} };
    expect(printJson(value)).toBe(JSON.stringify(value));
  });

  test('prints integers beyond 2^53 with all their digits', () => {
    expect(printJson({ a: [9007199254740993n, 'é"'], b: 1 })).toBe('{"a":[9007199254740993,"é\\""],"b":1}');
    expect(printJson(18446744073709551615n)).toBe('18446744073709551615');
  });

  test('prints a whole number that was written with an exponent in the digits that name it', () => {
    const parsed = parseJson('[2.8737236739876083e17,1e21]');
    expect(parsed.ok && printJson(parsed.value)).toBe('[287372367398760830,1e+21]');
  });

  test('prints integer-like members where the document had them', () => {
    const text = '{"z":1,"10":2,"9":[{"b":1,"1":2}]}';
    const parsed = parseJson(text);
    expect(parsed.ok && printJson(parsed.value)).toBe(text);
  });

  test('parse after print is the identity, order and digits included', () => {
    fc.assert(
      fc.property(json, (value) => {
        const text = printJson(value);
        const again = parseJson(text);
        expect(again.ok && deepEqual(again.value, value)).toBe(true);
        expect(again.ok && printJson(again.value)).toBe(text);
      }),
    );
  });
});

describe('keysOf', () => {
  test('keeps every order in which members can come', () => {
    const key = fc.constantFrom(
      '0',
      '1',
      '2',
      '10',
      '007',
      '-1',
      'a',
      'b',
      '',
      '4294967294',
      '4294967295',
      '9999999999',
    );
    fc.assert(
      fc.property(fc.uniqueArray(key), (keys) => {
        expect(keysOf(objectOf(keys.map((name) => [name, null])))).toEqual(keys);
      }),
      { numRuns: 500 },
    );
  });

  test('keeps the order in which an object was built, also through __proto__', () => {
    const object: JsonObject = objectOf([
      ['b', 1],
      ['7', 2],
      ['__proto__', 3],
      ['1', 4],
      ['b', 5],
    ]);
    expect(keysOf(object)).toEqual(['b', '7', '__proto__', '1']);
    expect(object).toHaveProperty('b', 5);
  });
});

describe('deepEqual and stableKey', () => {
  test.each<[Json, Json, boolean]>([
    [1, 1.0, true],
    [0, -0, true],
    [9007199254740993n, 9007199254740993n, true],
    [9007199254740993n, 9007199254740992, false],
    [9007199254740992n, 9007199254740992, true],
    [5n, 5, true],
    [1, '1', false],
    [9007199254740993n, '9007199254740993', false],
    [null, false, false],
    [{ a: 1, b: [2] }, { b: [2], a: 1 }, true],
    [{ a: 1 }, { a: 1, b: null }, false],
    [{ constructor: 1 }, { a: 1 }, false],
    [{}, [], false],
    [[1, 2], [2, 1], false],
    [[], [], true],
    [[], null, false],
  ])('%o and %o: %s', (a, b, equal) => {
    expect(deepEqual(a, b)).toBe(equal);
    expect(deepEqual(b, a)).toBe(equal);
    expect(stableKey(a) === stableKey(b)).toBe(equal);
  });

  test('they agree on arbitrary values', () => {
    fc.assert(
      fc.property(json, json, (a, b) => {
        expect(deepEqual(a, a)).toBe(true);
        expect(stableKey(a) === stableKey(b)).toBe(deepEqual(a, b));
      }),
    );
  });
});
