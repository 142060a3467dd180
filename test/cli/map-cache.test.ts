import { expect, test } from 'vitest';
import { createBoundedCache } from '../../src/cli/map-cache.ts';

/** The keys that had to be made, in order. */
function madeOf(bounds: { maxEntries: number; maxCharacters: number }, keys: readonly string[]): readonly string[] {
  const made: string[] = [];
  const cache = createBoundedCache<string>(bounds);
  const make = (key: string): string => {
    made.push(key);
    return key;
  };
  for (const key of keys) expect(cache(key, () => make(key))).toBe(key);
  return made;
}

test('the key unused for longest is forgotten first', () => {
  const made = madeOf({ maxEntries: 2, maxCharacters: 100 }, ['a', 'b', 'a', 'c', 'a', 'b']);
  expect(made).toEqual(['a', 'b', 'c', 'b']);
});

test('all keys together are bounded, and a longer one is never remembered', () => {
  const made = madeOf({ maxEntries: 9, maxCharacters: 4 }, [
    'aa',
    'bb',
    'cc',
    'bb',
    'aa',
    'ddddd',
    'ddddd',
    'bb',
    'aa',
  ]);
  expect(made).toEqual(['aa', 'bb', 'cc', 'aa', 'ddddd', 'ddddd']);
});
