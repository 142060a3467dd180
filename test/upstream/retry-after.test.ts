import { describe, expect, test } from 'vitest';
import { parseHttpDate, parseRetryAfter } from '../../src/upstream/retry-after.ts';

const NOW = Date.UTC(2026, 10, 20, 12, 0, 0);

describe('Retry-After', () => {
  test.each<[string, number]>([
    ['0', 0],
    ['120', 120_000],
    [' 7 ', 7_000],
    ['Fri, 20 Nov 2026 12:00:30 GMT', 30_000],
    ['Friday, 20-Nov-26 12:00:30 GMT', 30_000],
    ['Fri Nov 20 12:00:30 2026', 30_000],
    ['Sun Nov  6 08:49:37 1994', 0],
    ['Fri, 20 Nov 2026 11:59:59 GMT', 0],
    ['9'.repeat(400), Number.MAX_SAFE_INTEGER],
  ])('%j asks for %d ms', (value, ms) => {
    expect(parseRetryAfter(value, NOW)).toBe(ms);
  });

  test.each([
    undefined,
    '',
    '-1',
    '1.5',
    '1e3',
    'soon',
    'Fri, 20 Nov 2026 12:00:30',
    'Fri, 20 Nov 2026 12:00:30 UTC',
    'Fri, 31 Feb 2026 12:00:30 GMT',
    'Fri, 20 Nov 2026 24:00:00 GMT',
    'Fri, 20 Nov 2026 12:61:00 GMT',
    '2026-11-20T12:00:30Z',
  ])('%j asks for nothing that can be understood', (value) => {
    expect(parseRetryAfter(value, NOW)).toBeUndefined();
  });

  test('two digits of a year more than 50 years ahead mean the century before', () => {
    expect(parseHttpDate('Sunday, 06-Nov-94 08:49:37 GMT', NOW)).toBe(Date.UTC(1994, 10, 6, 8, 49, 37));
    expect(parseHttpDate('Sunday, 06-Nov-76 08:49:37 GMT', NOW)).toBe(Date.UTC(2076, 10, 6, 8, 49, 37));
    expect(parseHttpDate('Sunday, 06-Nov-77 08:49:37 GMT', NOW)).toBe(Date.UTC(1977, 10, 6, 8, 49, 37));
  });
});
