import { expect, test } from 'vitest';
import type { Dialect } from '../../src/mapping/ast.ts';
import { parseSelection } from '../../src/mapping/parser.ts';
import { printSelection } from '../../src/mapping/printer.ts';

test.each<[Dialect, string, string]>([
  ['A', ' id\n name : full_name # c', 'id name: full_name'],
  ['B', "x:{a}'k k'?{b}", 'x: { a } "k k"? { b }'],
  ['B', '$({a:1,b:[1,"q\\"\\n"],})->m( ).k', '$({ a: 1, b: [1, "q\\"\\n"] })->m().k'],
  ['B', 'x:$(a??b??.5)', 'x: $(a ?? b ?? 0.5)'],
  ['B', '', ''],
  ['C', '{a,b:5,...c,}', 'a b: 5 ... c'],
  ['C', 'x:{a,b}', 'x: { a b }'],
  ['C', '{"a"}', '{ "a" }'],
  ['C', '{null}', '{ null }'],
  ['C', "'a b'.null,", '{ "a b".null }'],
  ['C', 'null->m{a},', '{ null->m { a } }'],
  ['C', "'a b'.null", '"a b".null'],
  ['B', '$(1..a)', '$(1..a)'],
  ['B', '$(100000000000000000000000)', '$(100000000000000000000000.0)'],
  ['B', '$(-9007199254740993)', '$(-9007199254740993)'],
  ['B', '$(9007199254740993.0)', '$(9007199254740992.0)'],
  ['B', '$(-0.00000000125)', '$(-0.00000000125)'],
])('%s: %j is printed as %j', (dialect, text, printed) => {
  const parsed = parseSelection(text, dialect);
  expect(parsed.ok ? printSelection(parsed.value) : '').toBe(printed);
});

test.each(['"a b".c,', '{ "a b".c }', 'true->first,', 'null.a { b },', '"a"?->m,'])(
  'a property at the head of a lone path stays a property in print: %s',
  (text) => {
    const headOf = (written: string) => {
      const parsed = parseSelection(written, 'C');
      if (!parsed.ok || parsed.value.body.kind !== 'Value' || parsed.value.body.value.kind !== 'Path') return undefined;
      return { head: parsed.value.body.value.head.kind, printed: printSelection(parsed.value) };
    };
    const written = headOf(text);
    expect(written?.head).toBe('Key');
    expect(headOf(written?.printed ?? '')).toEqual(written);
  },
);
