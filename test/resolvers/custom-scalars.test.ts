import { GraphQLScalarType } from 'graphql';
import { expect, test } from 'vitest';
import { createOverlap } from '../../src/overlap.ts';
import { startStubUpstream } from '../harness/stub-upstream.ts';

const LINK = `extend schema @link(url: "https://specs.apollo.dev/connect/v0.4", import: ["@connect", "@source"])`;

test.each(['resolvers', 'compiled'] as const)(
  'a scalar of a team’s own writes what connectors brought (%s)',
  async (engine) => {
    await using upstream = await startStubUpstream({ 'GET /a': { body: { at: 5, all: [1, null], bad: 'x' } } });
    const serialize = (value: unknown): string => {
      if (typeof value !== 'number') throw new TypeError('no When');
      return `T${value}`;
    };
    await using overlap = createOverlap({
      engine,
      typeDefs: `${LINK} @source(name: "s", http: { baseURL: "${upstream.origin}" })
        scalar When
        type Query { a: A @connect(source: "s", http: { GET: "/a" }, selection: "at all bad") }
        type A { at: When all: [When] bad: When }`,
      resolvers: { When: new GraphQLScalarType({ name: 'When', serialize }) },
    });
    const { data, errors } = await overlap.query({ query: '{ a { at all bad } }' });
    expect(data).toEqual({ a: { at: 'T5', all: ['T1', null], bad: null } });
    expect(errors?.map(({ path }) => path)).toEqual([['a', 'bad']]);
  },
);

test('a literal of a custom scalar keeps its digits, and leaves out members whose variable nobody gave', async () => {
  await using upstream = await startStubUpstream({ 'POST /b': ({ body }) => ({ body: { text: body } }) });
  await using overlap = createOverlap({
    typeDefs: `${LINK} @source(name: "s", http: { baseURL: "${upstream.origin}" })
      scalar Any
      type Query { b(x: Any): String @connect(source: "s", http: { POST: "/b", body: "x: $args.x" }, selection: "$.text") }`,
  });
  const literal =
    '{ a: 12345678901234567890, f: 1.5, e: RED, t: "s", gone: $v, l: [1, $v, null, -98765432109876543210] }';
  const { data } = await overlap.query({ query: `query ($v: Any) { b(x: ${literal}) }` });
  expect(data).toEqual({
    b: '{"x":{"a":12345678901234567890,"f":1.5,"e":"RED","t":"s","l":[1,null,null,-98765432109876543210]}}',
  });
});
