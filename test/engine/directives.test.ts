import { describe, expect, test } from 'vitest';
import { ask, ENGINES } from './asking.ts';

const TYPES = `type Query {
  a: String @connect(source: "s", http: { GET: "/a" }, selection: "$.v")
  b: String @connect(source: "s", http: { GET: "/b" }, selection: "$.v")
  t: T @connect(source: "s", http: { GET: "/t" }, selection: "x y") }
  type T { x: Int y: Int z: Int @connect(source: "s", http: { GET: "/z/{$this.x}" }, selection: "$.v") }`;
const ANSWERS = { '/a': { v: 'a' }, '/b': { v: 'b' }, '/t': { x: 1, y: 2 }, '/z/1': { v: 3 } };

/** After graphql-js's directives-test. */
describe.for(ENGINES)('@skip and @include (%s)', (engine) => {
  const asked = { engine, types: TYPES, answers: ANSWERS };

  test.for([
    ['{ a b @include(if: true) }', { a: 'a', b: 'b' }],
    ['{ a b @include(if: false) }', { a: 'a' }],
    ['{ a b @skip(if: true) }', { a: 'a' }],
    ['{ a b @skip(if: false) }', { a: 'a', b: 'b' }],
    ['{ a b @include(if: true) @skip(if: false) }', { a: 'a', b: 'b' }],
    ['{ a b @include(if: true) @skip(if: true) }', { a: 'a' }],
    ['{ a b @include(if: false) @skip(if: true) }', { a: 'a' }],
    ['{ a b @include(if: false) @skip(if: false) }', { a: 'a' }],
    ['{ a ...F @include(if: false) } fragment F on Query { b }', { a: 'a' }],
    ['{ a ...F @skip(if: false) } fragment F on Query { b }', { a: 'a', b: 'b' }],
    ['{ a ... on Query @include(if: false) { b } }', { a: 'a' }],
    ['{ a ... @skip(if: true) { b } }', { a: 'a' }],
    ['{ a ... @include(if: true) { b } }', { a: 'a', b: 'b' }],
    // A spread that is left out does not keep the same fragment from being spread elsewhere.
    ['{ ...F @skip(if: true) ...F } fragment F on Query { b }', { b: 'b' }],
    ['{ b @skip(if: true) b }', { b: 'b' }],
    ['{ t { x @skip(if: true) __typename @include(if: true) } }', { t: { __typename: 'T' } }],
  ] as const)('%s', async ([query, expected]) => {
    const { data, errors } = await ask(asked, query);
    expect({ data, errors }).toEqual({ data: expected, errors: [] });
  });

  test('call nothing for what they leave out', async () => {
    const { calls } = await ask(asked, '{ a b @skip(if: true) t @include(if: false) { z } }');
    expect(calls).toEqual(['GET /a']);
  });

  test('go by variables, and by their defaults', async () => {
    const query =
      'query ($yes: Boolean!, $no: Boolean = false) { a @include(if: $yes) b @include(if: $no) t { z @skip(if: $no) } }';
    const first = await ask(asked, { query, variables: { yes: true } });
    expect(first.data).toEqual({ a: 'a', t: { z: 3 } });
    const second = await ask(asked, { query, variables: { yes: false, no: true } });
    expect(second.data).toEqual({ b: 'b', t: {} });
  });

  test('refuse a null flag in the words of graphql-js', async () => {
    const query = 'query ($flag: Boolean = true) { t { x @include(if: $flag) y } a }';
    const { data, errors } = await ask(asked, { query, variables: { flag: null } });
    expect(data).not.toHaveProperty('t.x');
    expect(errors[0]?.message).toBe('Argument "if" of non-null type "Boolean!" must not be null.');
  });
});
