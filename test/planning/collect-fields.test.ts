import {
  buildSchema,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  Kind,
  type OperationDefinitionNode,
  parse,
} from 'graphql';
import { describe, expect, test } from 'vitest';
import { collectFields } from '../../src/planning/collect-fields.ts';

const SCHEMA = buildSchema(`interface Named { name: String } union Any = A | B
  type A implements Named { name: String a: Int } type B implements Named { name: String b: Int } type Query { any: Any }`);

/** The response keys of a selection on an object type, with how often each is asked for. */
function keys(selection: string, typeName = 'A', flags: Readonly<Record<string, unknown>> = {}): string {
  const { definitions } = parse(selection);
  const operation = definitions.find(({ kind }) => kind === Kind.OPERATION_DEFINITION) as OperationDefinitionNode;
  const fragments = definitions.filter(
    (node): node is FragmentDefinitionNode => node.kind === Kind.FRAGMENT_DEFINITION,
  );
  const fields = collectFields([operation.selectionSet], SCHEMA.getType(typeName) as GraphQLObjectType, {
    schema: SCHEMA,
    fragments: Object.fromEntries(fragments.map((node) => [node.name.value, node])),
    flags,
  });
  return [...fields].map(([key, nodes]) => `${key}${nodes.length > 1 ? `*${nodes.length}` : ''}`).join(' ');
}

/** GraphQL spec §6.3.2. */
describe('collected fields', () => {
  test.for([
    ['{ name a }', 'name a'],
    ['{ a name x: a }', 'a name x'],
    ['{ a name a }', 'a*2 name'],
    ['{ name ... on A { a name } }', 'name*2 a'],
    ['{ ... on B { b } name }', 'name'],
    ['{ ... on Named { name } ... on Any { a } ... { x: a } }', 'name a x'],
    ['{ ...F name } fragment F on A { a }', 'a name'],
    ['{ ...F ...F } fragment F on A { a }', 'a'],
    ['{ ...F } fragment F on B { b }', ''],
    [
      '{ ...F name } fragment F on Named { ...G name } fragment G on A { a ...H } fragment H on A { x: a }',
      'a x name*2',
    ],
    ['{ a @skip(if: true) name }', 'name'],
    ['{ a @include(if: false) name @include(if: true) }', 'name'],
    ['{ ...F @skip(if: true) name ...F } fragment F on A { a }', 'name a'],
    ['{ __typename t: __typename }', '__typename t'],
  ] as const)('of %s are %s', ([selection, expected]) => {
    expect(keys(selection)).toBe(expected);
  });

  test('go by the object type and not by how it is asked for', () => {
    expect(keys('{ ... on Named { name } ... on A { a } ... on B { b } }', 'B')).toBe('name b');
  });

  test('go by flags: only true lets in what is included and keeps out what is skipped', () => {
    const selection = 'query ($f: Boolean) { a @include(if: $f) name @skip(if: $f) }';
    expect(keys(selection, 'A', { f: true })).toBe('a');
    expect(keys(selection, 'A', { f: false })).toBe('name');
  });
});
