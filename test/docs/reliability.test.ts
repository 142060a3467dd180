import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { FAULTS } from '../harness/fault-catalogue.ts';
import { readPage, rowsOf } from './markdown.ts';

const page = readPage('reliability.md');
const promises = rowsOf(page, ['promise', 'file', 'test']);

describe('the page about reliability', () => {
  test.for(promises.map((row) => [row.promise, row] as const))('names the test of: %s', ([, row]) => {
    const file = new URL(`../../${row.file}`, import.meta.url);
    expect(existsSync(file)).toBe(true);
    expect(row.test).not.toBe('');
    expect(readFileSync(file, 'utf8')).toContain(row.test);
  });

  test('counts the catalogue, whose names are all different', () => {
    const said = Number(/More than (\d+) kinds/.exec(page)?.[1]);
    const names = Object.values(FAULTS).flatMap((faults) => faults.map(({ name }) => name));
    expect(names.length).toBeGreaterThan(said);
    expect(new Set(names).size).toBe(names.length);
  });
});
