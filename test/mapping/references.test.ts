import { describe, expect, test } from 'vitest';
import type { Dialect } from '../../src/mapping/ast.ts';
import { parseSelection } from '../../src/mapping/parser.ts';
import { printPathTree } from '../../src/mapping/path-tree.ts';
import { collectReferences, keyPathsOf, type VariableReference } from '../../src/mapping/references.ts';

describe('what is read of a variable', () => {
  test.each<[string, readonly string[]]>([
    ['$this', ['$this']],
    ['x: $args.a y: $this.b.c', ['$args a', '$this b { c }']],
    ['$this.owner.team { code lead { id } }', ['$this owner { team { code lead { id } } }']],
    ['$batch { sku: id region }', ['$batch id region']],
    ['$this { a: b.c d: $.e all: $ }', ['$this b { c } e']],
    ['$this { x: { y: z } }', ['$this z']],
    ['$this { x: rows->map(@.id) y: $(a ?? b) z: $([c, { k: d }]) }', ['$this rows a b c d']],
    ['$this { x: $args.q { r } y: s }', ['$this s', '$args q { r }']],
    ['$this.a?.b?', ['$this a { b }']],
    ['$this.rows->first.id', ['$this rows']],
    ['$this.rows->first { id }', ['$this rows']],
    ['$this.a->as($x).b { c }', ['$this a { b { c } }']],
    ['$this."x y".z', ['$this x y { z }']],
    ['x: a->echo($args.b)->m([$this.c, { k: $config }])', ['$args b', '$this c', '$config']],
    ['x: $($args.a ?? $args.b) { y: $this.z }', ['$args a', '$args b', '$this z']],
    ['id name', []],
  ])('%s', (text, expected) => {
    expect(referencesOf(text).map(({ name, path }) => `${name} ${printPathTree(path)}`.trim())).toEqual(expected);
  });
});

describe('a name bound by ->as', () => {
  test.each([
    ['is no reference behind it', 'a->as($x)->echo($x.b) { c: $x }', []],
    ['is one beside its path', 'a: b->as($x) c: $x.d', ['$x']],
    ['is one before it', '$x->as($x)', ['$x']],
    ['is not seen by its own second argument', 'a->as($x, $x.b)->echo($x)', ['$x']],
    ['ends at the parenthesis', '$(a->as($x))->echo($x)', ['$x']],
    ['shadows even $args', 'a->as($args)->echo($args.id)', []],
    ['is none without a proper name', 'a->as("x")->echo($x)', ['$x']],
  ])('%s', (_, text, expected) => {
    expect(referencesOf(text).map(({ name }) => name)).toEqual(expected);
  });
});

test('a reference covers the variable with its steps, and its name alone', () => {
  expect(referencesOf('x: $args.a->first { b }')).toMatchObject([
    { span: { start: 3, end: 17 }, nameSpan: { start: 3, end: 8 } },
  ]);
});

test('references come in the order of the text', () => {
  expect(referencesOf('x: $a.m($b) y: $c'.replace('.m', '->m')).map(({ name }) => name)).toEqual(['$a', '$b', '$c']);
});

test('spreads and braces of v0.4 are walked', () => {
  const text = '... $this.a { b } x: { $args.c } y: $this.d ?? { e: $this.f }';
  const references = referencesOf(text, 'C');
  expect(printPathTree(keyPathsOf(references, '$this'))).toBe('a { b } d f');
  expect(printPathTree(keyPathsOf(references, '$args'))).toBe('c');
});

test('the paths of all occurrences are one tree', () => {
  const references = referencesOf('a: $this.o { id } b: $this.o.name c: $this d: $args.z');
  expect(printPathTree(keyPathsOf(references, '$this'))).toBe('o { id name }');
  expect(printPathTree(keyPathsOf(references, '$batch'))).toBe('');
});

function referencesOf(text: string, dialect: Dialect = 'B'): readonly VariableReference[] {
  const parsed = parseSelection(text, dialect);
  if (!parsed.ok) throw new Error(parsed.failure.message);
  return collectReferences(parsed.value);
}
