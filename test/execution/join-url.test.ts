import { describe, expect, test } from 'vitest';
import { appendElement, joinPaths, joinQueries } from '../../src/execution/join-url.ts';

describe('joinPaths', () => {
  test.each([
    ['/', '/a', '/a'],
    ['/v1/', '/a/', '/v1/a/'],
    ['/v1', 'a', '/v1/a'],
    ['/v1', '/', '/v1'],
    ['/v1/', '/', '/v1/'],
    ['/v1', '', '/v1'],
    ['/v1//', '//a', '/v1/a'],
    ['/v1', '//', '/v1/'],
  ])('%s and %s make %s', (base, path, joined) => {
    expect(joinPaths(base, path)).toBe(joined);
  });
});

describe('appendElement', () => {
  test('puts exactly one slash before an element', () => {
    expect(appendElement('/t', 'x')).toBe('/t/x');
    expect(appendElement('/t/', 'x')).toBe('/t/x');
  });

  test('an empty element leaves a slash, never two', () => {
    expect(appendElement(appendElement('/t', ''), '')).toBe('/t/');
  });
});

describe('joinQueries', () => {
  test('joins with single ampersands and skips what is empty', () => {
    expect(joinQueries(['a=1', '', 'b=2&', 'c=3', ''])).toBe('a=1&b=2&c=3');
    expect(joinQueries(['', ''])).toBe('');
  });
});
