import { expect, test } from 'vitest';
import { suggest } from '../../src/diagnostics/suggest.ts';

test.each([
  ['frist', ['first', 'last'], 'Did you mean `first`?'],
  ['JSONSTRINGIFY', ['jsonStringify', 'joinNotNull'], 'Did you mean `jsonStringify`?'],
  ['pulze', ['skycast', 'pulse'], 'Did you mean `pulse`?'],
  ['a', ['b'], 'Did you mean `b`?'],
  ['orders', ['weather', 'rates'], undefined],
  ['same', ['same'], undefined],
  ['x', [], undefined],
])('%s among %j suggests %j', (wrong, known, expected) => {
  expect(suggest(wrong, known)).toBe(expected);
});
