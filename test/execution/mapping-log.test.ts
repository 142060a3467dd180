import { expect, test } from 'vitest';
import { createOverlap } from '../../src/index.ts';
import { startStubUpstream } from '../harness/stub-upstream.ts';

test('a traced operation counts what its mappings noticed, by place; an untraced one tells nothing', async () => {
  await using upstream = await startStubUpstream({
    'GET /rows': { body: [{ id: 1, tags: ['a'] }, { id: 2 }, { tags: [] }] },
  });
  await using overlap = createOverlap({
    typeDefs: `extend schema @link(url: "https://specs.apollo.dev/connect/v0.3", import: ["@connect", "@source"])
        @source(name: "api", http: { baseURL: "${upstream.origin}" })
      type Query { rows: [Row] @connect(source: "api", http: { GET: "/rows" }, selection: "id first: tags->first") }
      type Row { id: ID first: String }`,
  });
  const traced = await overlap.query({ query: '{ rows { id first } }', trace: true });
  expect(traced.errors).toBeUndefined();
  expect(traced.extensions).toMatchObject({
    overlap: {
      calls: [expect.objectContaining({ source: 'api', method: 'GET', status: 200, attempts: 1 })],
      mapping: [
        {
          connector: 'graph:Query.rows[0]',
          location: 'Selection',
          message: 'Property .tags not found in object',
          path: '@.tags',
          count: 1,
        },
        {
          connector: 'graph:Query.rows[0]',
          location: 'Selection',
          message: 'Property .id not found in object',
          path: '@.id',
          count: 1,
        },
      ],
    },
  });
  const pruned = await overlap.query({ query: '{ rows { first } }', trace: true });
  expect(pruned.extensions).toMatchObject({ overlap: { mapping: [{ path: '@.tags', count: 1 }] } });
  expect((await overlap.query({ query: '{ rows { id } }' })).extensions).toBeUndefined();
});
