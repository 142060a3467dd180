import { expect, test } from 'vitest';
import { inOrder } from '../../src/incremental/in-order.ts';

test('what is made in any order is given on in the order of its places, and then ended', () => {
  const given: string[] = [];
  const put = inOrder<{ name: string }>(
    3,
    ({ name }) => void given.push(name),
    () => void given.push('end'),
  );
  put(2, { name: 'c' });
  put(0, { name: 'a' });
  expect(given).toEqual(['a']);
  put(1, { name: 'b' });
  expect(given).toEqual(['a', 'b', 'c', 'end']);
});
