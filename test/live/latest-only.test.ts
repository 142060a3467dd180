import { expect, test } from 'vitest';
import { LatestOnly } from '../../src/live/latest-only.ts';

test('a slow reader is given the latest frame alone, once it is ready', () => {
  const written: number[] = [];
  const reader = new LatestOnly<number>((frame) => {
    written.push(frame);
    return false;
  });
  for (const frame of [1, 2, 3]) reader.show(frame);
  expect(written).toEqual([1]);
  reader.ready();
  expect(written).toEqual([1, 3]);
  expect(reader.isBusy).toBe(true);
  reader.ready();
  expect(reader.isBusy).toBe(false);
  reader.show(4);
  expect(written).toEqual([1, 3, 4]);
});

test('a quick reader is given every frame', () => {
  const written: number[] = [];
  const reader = new LatestOnly<number>((frame) => written.push(frame) > 0);
  for (const frame of [1, 2, 3]) reader.show(frame);
  expect(written).toEqual([1, 2, 3]);
});

test('what waits is written at the end, however slow the reader', () => {
  const written: number[] = [];
  const reader = new LatestOnly<number>((frame) => {
    written.push(frame);
    return false;
  });
  for (const frame of [1, 2, 3]) reader.show(frame);
  reader.flush();
  reader.flush();
  expect(written).toEqual([1, 3]);
});
