import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { locateJson, offsetInString } from '../../src/json/locate-json.ts';

function at(text: string, ...path: (string | number)[]): string | undefined {
  const range = locateJson(text, path);
  return range && text.slice(range.start, range.end);
}

describe('the place of a value', () => {
  const text = '{ "a" : [1, {"b\\n": "x, ]"}, -2.5e3 ] ,\n"a b":null, "last": {"a": true} }\n';

  test.each([
    [['a'], '[1, {"b\\n": "x, ]"}, -2.5e3 ]'],
    [['a', 0], '1'],
    [['a', 1, 'b\n'], '"x, ]"'],
    [['a', 2], '-2.5e3'],
    [['a b'], 'null'],
    [['last', 'a'], 'true'],
  ])('at %j is %j', (path, found) => {
    expect(at(text, ...path)).toBe(found);
  });

  test.each([[['b']], [['a', 3]], [['a', 'x']], [['last', 0]], [['a b', 'c']]])('at %j is none', (path) => {
    expect(at(text, ...path)).toBeUndefined();
  });

  test('of a member that is there twice is the one that counts', () => {
    expect(at('{"a":1,"a":2}', 'a')).toBe('2');
  });

  test('of the whole leaves out the space around it', () => {
    expect(at(' [] ')).toBe('[]');
  });

  test('has the value that is read there, however the text is set', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), fc.constantFrom(undefined, 1, '\t'), (value, space) => {
        const written = JSON.stringify(value, undefined, space);
        for (const [path, inner] of placesIn(JSON.parse(written), [])) {
          const found = at(written, ...path);
          expect(found === undefined ? found : JSON.parse(found)).toEqual(inner);
        }
      }),
      { numRuns: 200 },
    );
  });
});

function* placesIn(value: unknown, path: (string | number)[]): Generator<readonly [(string | number)[], unknown]> {
  yield [path, value];
  if (typeof value !== 'object' || value === null) return;
  const isList = Array.isArray(value);
  for (const [key, inner] of Object.entries(value)) yield* placesIn(inner, [...path, isList ? Number(key) : key]);
}

describe('the place of a character in a string', () => {
  test('is found behind escapes of every length', () => {
    const value = 'a"\n\u0001ü😀z';
    const written = `  ${JSON.stringify(value).replace('ü', '\\u00fc')}`;
    for (const [index, sign] of [...value].entries()) {
      if (index < 5) continue;
      expect(written.slice(offsetInString(written, 2, value.indexOf(sign))).startsWith(sign)).toBe(true);
    }
    expect(written[offsetInString(written, 2, value.indexOf('z'))]).toBe('z');
  });

  test('behind its end is its closing quote', () => {
    expect(offsetInString('"ab"', 0, 99)).toBe(3);
  });
});
