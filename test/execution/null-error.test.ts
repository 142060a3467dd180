import { buildSchema, execute, GraphQLError, parse } from 'graphql';
import { expect, test } from 'vitest';
import { NULL_CODE, nullError, withNullCode } from '../../src/execution/null-error.ts';

const SCHEMA = buildSchema('type Query { a: String! b: [String!] }');

test('our error of a forbidden null is what graphql-js says, with a code', async () => {
  const document = parse('{ b }');
  const { errors: [theirs] = [] } = await execute({ schema: SCHEMA, document, rootValue: { b: ['x', null] } });
  if (theirs === undefined) throw new Error('graphql-js has no objection.');
  const ours = nullError('Query', 'b', { nodes: theirs.nodes ?? [], path: theirs.path ?? [] });
  expect(withNullCode(theirs).toJSON()).toEqual(ours.toJSON());
  expect(ours.toJSON()).toEqual({ ...theirs.toJSON(), extensions: { code: NULL_CODE } });
});

test('any other error stays as it is', () => {
  const thrown = new GraphQLError('Cannot return null for non-nullable field Query.a.'); // by a resolver
  const other = new GraphQLError('x', { originalError: new Error('x') });
  expect([withNullCode(thrown), withNullCode(other)]).toEqual([thrown, other]);
  expect(withNullCode(other)).toBe(other);
});
