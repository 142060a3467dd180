import { expect, test } from 'vitest';
import { createOverlap } from '../../src/overlap.ts';

test('a traced operation tells what the mapping of a connector without a request noticed', async () => {
  await using overlap = createOverlap({
    typeDefs: `extend schema @link(url: "https://specs.apollo.dev/connect/v0.4", import: ["@connect", "@source"])
      type Query { greeting(name: String): String @connect(selection: "$args.name->trim") }`,
  });
  const query = '{ greeting }';
  expect(await overlap.query({ query })).toEqual({ data: { greeting: null } });
  const traced = await overlap.query({ query, trace: true });
  expect(traced.extensions?.overlap).toMatchObject({
    mapping: [{ connector: 'graph:Query.greeting[0]', location: 'Selection', count: 1 }],
  });
});
