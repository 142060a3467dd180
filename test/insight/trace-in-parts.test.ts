import { parse } from 'graphql';
import { expect, test } from 'vitest';
import { createOverlap } from '../../src/index.ts';
import type { ToldOperation } from '../../src/insight/tell-record.ts';
import { memoryUpstreams } from '../harness/memory-upstreams.ts';

test('a trace of an answer in parts comes with the last one, and knows what later calls waited for', async () => {
  const bodies: Readonly<Record<string, unknown>> = { '/me': { id: 1 }, '/score/1': { score: 7 } };
  const { openUpstream } = memoryUpstreams(({ url }) => ({ body: bodies[new URL(url).pathname] }));
  await using overlap = createOverlap({
    openUpstream,
    typeDefs: `extend schema @link(url: "https://specs.apollo.dev/connect/v0.3", import: ["@connect", "@source"])
      @source(name: "s", http: { baseURL: "http://memory.example" })
    type Query { me: User @connect(source: "s", http: { GET: "/me" }, selection: "id") }
    type User { id: ID score: Int @connect(source: "s", http: { GET: "/score/{$this.id}" }, selection: "$.score") }`,
  });
  const document = parse('{ me { id ... @defer { score } } }');
  const operation = { document, headers: new Map<string, readonly string[]>(), signal: NEVER, trace: true };
  const result = await overlap.executeInParts?.(operation, 'once');
  if (result === undefined || !('initial' in result)) throw new Error('It came whole.');
  expect(result.initial).toMatchObject({ data: { me: { id: '1' } } });
  expect(result.initial.extensions?.overlap).not.toHaveProperty('calls');
  const told: unknown[] = [];
  for await (const part of result.later) if (part.extensions !== undefined) told.push(part.extensions);
  expect(told).toHaveLength(1);
  const { calls } = (told[0] as { overlap: ToldOperation }).overlap;
  expect(calls).toMatchObject([
    { connector: 'graph:Query.me[0]', path: ['me'], waitsFor: [] },
    { connector: 'graph:User.score[0]', path: ['me', 'score'], waitsFor: [1] },
  ]);
});

const NEVER = new AbortController().signal;
