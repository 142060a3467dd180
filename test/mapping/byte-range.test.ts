import { expect, test } from 'vitest';
import { createByteRanges, toByteRange } from '../../src/mapping/byte-range.ts';

test.each([
  ['abc', { start: 1, end: 2 }, [1, 2]],
  ['é x', { start: 2, end: 3 }, [3, 4]],
  ['"🙂" y', { start: 0, end: 4 }, [0, 6]],
  ['"🙂" y', { start: 5, end: 6 }, [7, 8]],
  ['abc', { start: 3, end: 3 }, [3, 3]],
])('a range in %j counts UTF-8 bytes', (text, span, range) => {
  expect(toByteRange(text, span)).toEqual(range);
});

test('many ranges of one text count alike', () => {
  const rangeOf = createByteRanges('é🙂x€');
  const spans = [0, 1, 3, 4].map((start, index) => ({ start, end: [1, 3, 4, 5][index] ?? 0 }));
  expect(spans.map(rangeOf)).toEqual([
    [0, 2],
    [2, 6],
    [6, 7],
    [7, 10],
  ]);
});
