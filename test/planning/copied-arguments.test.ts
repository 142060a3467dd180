import { expect, test } from 'vitest';
import type { Dialect } from '../../src/mapping/ast.ts';
import { parseSelection } from '../../src/mapping/parser.ts';
import { copiedArguments } from '../../src/planning/copied-arguments.ts';

function copied(text: string, dialect: Dialect = 'C'): unknown {
  const parsed = parseSelection(text, dialect);
  if (!parsed.ok) throw new Error(parsed.failure.message);
  return Object.fromEntries(copiedArguments(parsed.value));
}

test.each(['A', 'B', 'C'] as const)('members that are literal copies of arguments are known (%s)', (dialect) => {
  expect(copied('id: $args.id name owner: $args.by', dialect)).toEqual({ id: 'id', owner: 'by' });
});

test.each([
  ['a member of an argument', 'id: $args.key.id'],
  ['what a method makes of it', 'id: $args.id->first'],
  ['a whole argument list', 'id: $args'],
  ['another variable', 'id: $this.id'],
  ['the answer itself', 'id'],
  ['a member written twice', 'id: $args.id id: other'],
  ['one that something spread in may overwrite', 'id: $args.id ... $.rest'],
])('%s is no copy', (_, text) => {
  expect(copied(text)).toEqual({});
});
