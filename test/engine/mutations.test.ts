import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { createOverlap } from '../../src/overlap.ts';
import { memoryUpstreams } from '../harness/memory-upstreams.ts';
import { answering, ask, ENGINES } from './asking.ts';

const TYPES = `
  type Query { count: Int @connect(source: "s", http: { GET: "/count" }, selection: "$") }
  type Mutation {
    add(n: Int): Counter @connect(source: "s", http: { POST: "/add", body: "n: $args.n" }, selection: "id")
    must: Int! @connect(source: "s", http: { POST: "/must" }, selection: "$.v")
    look: Counter @connect(source: "s", http: { GET: "/look" }, selection: "id") }
  type Counter { id: ID count: Int @connect(source: "s", http: { GET: "/count" }, selection: "$") }`;

/** After graphql-js's mutations-test. */
describe.for(ENGINES)('the fields of a mutation (%s)', (engine) => {
  test('run one after the other, each with all that is below it', async () => {
    const seen: string[] = [];
    const upstreams = memoryUpstreams(async ({ method, url, body }) => {
      seen.push(`begin ${method} ${new URL(url).pathname} ${body ?? ''}`.trim());
      await turn();
      seen.push(`end ${method} ${new URL(url).pathname}`);
      return { body: method === 'GET' ? 1 : { id: 1 } };
    });
    const typeDefs = `extend schema @link(url: "https://specs.apollo.dev/connect/v0.4", import: ["@connect", "@source"])
      @source(name: "s", http: { baseURL: "http://s.example" })\n${TYPES}`;
    await using overlap = createOverlap({ typeDefs, engine, openUpstream: upstreams.openUpstream });
    await overlap.query({ query: 'mutation { a: add(n: 1) { count } b: add(n: 2) { count } }' });
    const once = (n: number) => [`begin POST /add {"n":${n}}`, 'end POST /add', 'begin GET /count', 'end GET /count'];
    expect(seen).toEqual([...once(1), ...once(2)]);
  });

  test('see the effects of those before: nothing that was read is remembered', async () => {
    const answers = { 'POST /add': { id: 1 }, '/count': 5 };
    const { data, calls } = await ask(
      { engine, types: TYPES, answers },
      'mutation { a: add { x: count y: count } b: add { count } }',
    );
    expect(data).toEqual({ a: { x: 5, y: 5 }, b: { count: 5 } });
    expect(calls).toEqual(
      ['POST /add', 'GET /count', 'POST /add', 'GET /count'].map((call) => call.replace('/add', '/add {}')),
    );
  });

  test('are called once for each name, however equal', async () => {
    const { calls } = await ask(
      { engine, types: TYPES, answers: { 'POST /add': { id: 1 } } },
      'mutation { a: add(n: 1) { id } b: add(n: 1) { id } }',
    );
    expect(calls).toEqual(['POST /add {"n":1}', 'POST /add {"n":1}']);
  });

  test('answer in the order of the operation, and go on after one that failed', async () => {
    const answers = { 'POST /add': answering({ status: 500 }), '/look': { id: 3 } };
    const { data, errors } = await ask(
      { engine, types: TYPES, answers },
      'mutation { __typename add { id } look { id } }',
    );
    expect(JSON.stringify(data)).toBe('{"__typename":"Mutation","add":null,"look":{"id":"3"}}');
    expect(errors.map(({ path }) => path)).toEqual([['add']]);
  });

  test('end with one that must not be null and is', async () => {
    const answers = { 'POST /add': { id: 1 }, 'POST /must': { v: null } };
    const { data, calls } = await ask(
      { engine, types: TYPES, answers },
      'mutation { a: add { id } must b: add { id } }',
    );
    expect(data).toBeNull();
    expect(calls).toEqual(['POST /add {}', 'POST /must']);
  });

  test('go on after such a one where nulls stay', async () => {
    const answers = { 'POST /add': { id: 1 }, 'POST /must': { v: null } };
    const settings = { onError: 'NULL' as const };
    const { data, errors } = await ask({ engine, types: TYPES, answers, settings }, 'mutation { must b: add { id } }');
    expect(data).toEqual({ must: null, b: { id: '1' } });
    expect(errors.map(({ path }) => path)).toEqual([['must']]);
  });

  test('merge when they are asked for twice', async () => {
    const answers = { 'POST /add': { id: 1 }, '/count': 5 };
    const { data, calls } = await ask(
      { engine, types: TYPES, answers },
      'mutation { add { id } ...F } fragment F on Mutation { add { count } }',
    );
    expect(data).toEqual({ add: { id: '1', count: 5 } });
    expect(calls).toEqual(['POST /add {}', 'GET /count']);
  });
});

describe.for(ENGINES)('equal mutations of two clients (%s)', (engine) => {
  test('are never one, even if they only read', async () => {
    const upstreams = memoryUpstreams(() => ({ body: { id: 1 }, turns: 3 }));
    const typeDefs = `extend schema @link(url: "https://specs.apollo.dev/connect/v0.4", import: ["@connect", "@source"])
      @source(name: "s", http: { baseURL: "http://s.example" })\n${TYPES}`;
    await using overlap = createOverlap({ typeDefs, engine, openUpstream: upstreams.openUpstream });
    await Promise.all([1, 2].map(() => overlap.query({ query: 'mutation { look { id } }' })));
    expect(upstreams.calls).toHaveLength(2);
  });
});
