import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { deepEqual } from '../../src/json/equal.ts';
import type { Json } from '../../src/json/json.ts';
import { merge } from '../../src/mapping/merge.ts';
import { arbitraryData } from './fuzz-evaluation.ts';

function mergeAndListLosses(a: Json, b: Json) {
  const losses: string[] = [];
  const value = merge(a, b, (replaced, by) => losses.push(`${replaced}>${by}`));
  return { value, losses };
}

describe('merge', () => {
  test('names both kinds at each place where one gives way to another', () => {
    expect(mergeAndListLosses({ a: 1, b: ['x', { c: true }] }, { a: 's', b: [[], { c: {} }] })).toEqual({
      value: { a: 's', b: [[], { c: {} }] },
      losses: ['number>string', 'string>array', 'boolean>object'],
    });
  });

  test('a value merged with itself stays the same, but for nulls nothing is lost', () => {
    fc.assert(
      fc.property(arbitraryData(), (value) => {
        const merged = mergeAndListLosses(value, value);
        expect(merged.losses).toEqual([]);
        expect(deepEqual(merged.value, value)).toBe(true);
      }),
    );
  });

  test('null absorbs from either side', () => {
    fc.assert(
      fc.property(arbitraryData(), (value) => {
        expect(mergeAndListLosses(value, null)).toEqual({ value: null, losses: [] });
        expect(mergeAndListLosses(null, value)).toEqual({ value: null, losses: [] });
      }),
    );
  });

  test('two integers beyond 2^53 are numbers, whatever holds them', () => {
    expect(mergeAndListLosses(9007199254740993n, 1)).toEqual({ value: 1, losses: [] });
  });
});
