import { describe, expect, test } from 'vitest';
import { parseDuration, parsePercentage, parseSize, printDuration, printSize } from '../../src/units/units.ts';

describe('units', () => {
  test.each([
    ['250ms', 250],
    ['2s', 2_000],
    ['1.5m', 90_000],
    ['1h', 3_600_000],
    ['0.5ms', 1],
  ])('the duration %s is %d milliseconds', (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  test.each(['2', '2 s', 's', '-1s', '2sec', '', '1e3ms'])('%j is no duration', (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });

  test.each([
    ['512B', 512],
    ['10MiB', 10 * 1024 * 1024],
    ['500kB', 500_000],
    ['1.5KiB', 1536],
  ])('the size %s is %d bytes', (text, bytes) => {
    expect(parseSize(text)).toBe(bytes);
  });

  test.each(['10M', '10mb', 'MiB', '-1B'])('%j is no size', (text) => {
    expect(parseSize(text)).toBeUndefined();
  });

  test('a percentage is a share of one', () => {
    expect(parsePercentage('20%')).toBe(0.2);
    expect(parsePercentage('20')).toBeUndefined();
  });

  test('what is printed is read back as the same', () => {
    for (const ms of [1, 250, 1_000, 1_500, 60_000, 90_000, 3_600_000])
      expect(parseDuration(printDuration(ms))).toBe(ms);
    for (const bytes of [1, 1023, 1024, 1536, 10 * 1024 * 1024, 1024 ** 3])
      expect(parseSize(printSize(bytes))).toBe(bytes);
  });
});
