import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { MENDS } from '../../src/connectors/mends.ts';

const folder = join(import.meta.dirname, '../../src/connectors');

test('every error code of the schema language has a mend, and no mend is without a code', () => {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.endsWith('.ts') && !name.endsWith('mends.ts'),
  );
  const texts = files.map((name) => readFileSync(join(folder, name), 'utf8')).join('\n');
  const advised = new Set([...texts.matchAll(/advice\(\s*'([A-Z_]+)'/g)].map(([, code = '']) => code));
  const codes = new Set([...texts.matchAll(/'((?:[A-Z]+_)+[A-Z]+)'/g)].map(([, code = '']) => code));
  const faults = [...codes].filter((code) => !advised.has(code) && !NO_CODES.has(code));
  expect(faults.filter((code) => MENDS[code] === undefined)).toEqual([]);
  expect(Object.keys(MENDS).filter((code) => !codes.has(code))).toEqual([]);
});

/** Locations of GraphQL directives look like codes; the one warning brings its own hint. */
const NO_CODES = new Set([
  'FIELD_DEFINITION',
  'ENUM_VALUE',
  'INPUT_OBJECT',
  'INPUT_FIELD_DEFINITION',
  'ARGUMENT_DEFINITION',
  'NO_SOURCE_IMPORT',
]);
