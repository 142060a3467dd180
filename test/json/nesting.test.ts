import { expect, test } from 'vitest';
import { isDeeperThan } from '../../src/json/nesting.ts';

function nested(depth: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < depth; level += 1) value = level % 2 === 0 ? [0, value] : { a: value, b: 1 };
  return value;
}

test('what is as deep as the limit is not deeper', () => {
  expect(isDeeperThan(1, 0)).toBe(false);
  expect(isDeeperThan(null, 0)).toBe(false);
  expect(isDeeperThan([], 0)).toBe(true);
  for (const depth of [1, 7, 100_000]) {
    expect(isDeeperThan(nested(depth), depth)).toBe(false);
    expect(isDeeperThan(nested(depth), depth - 1)).toBe(true);
  }
});

test('what contains itself is deeper than any limit', () => {
  const value: Record<string, unknown> = {};
  value.self = [value];
  expect(isDeeperThan(value, 512)).toBe(true);
});
