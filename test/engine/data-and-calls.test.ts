import { describe, expect, test } from 'vitest';
import { createOverlap } from '../../src/overlap.ts';
import { memoryUpstreams } from '../harness/memory-upstreams.ts';
import { answering, ask, ENGINES, nullAt, told } from './asking.ts';

const TYPES = `
  type Query {
    slow: Row @connect(source: "s", http: { GET: "/slow" }, selection: "id name")
    fast: Row @connect(source: "s", http: { GET: "/fast" }, selection: "id name") }
  type Row { id: ID! name: String self: Row @connect(source: "s", http: { GET: "/self/{$this.id}" }, selection: "id name")
    far: String @connect(source: "s", http: { GET: "/far/{$this.id}" }, selection: "$.v") }`;

/** After graphql-js's sync-test, executor-test and parallel tests. */
describe.for(ENGINES)('data that is there, and data that is called for (%s)', (engine) => {
  test('stand in the order of the operation, whichever comes first', async () => {
    const answers = {
      '/slow': answering({ body: { id: 1, name: 's' }, turns: 50 }),
      '/fast': { id: 2, name: 'f' },
      '/far/2': { v: 'x' },
    };
    const { data } = await ask({ engine, types: TYPES, answers }, '{ slow { name id } fast { far name id } }');
    expect(JSON.stringify(data)).toBe('{"slow":{"name":"s","id":"1"},"fast":{"far":"x","name":"f","id":"2"}}');
  });

  test('merge where a key is asked for several times, at its first place', async () => {
    const answers = { '/fast': { id: 2, name: 'f' }, '/self/2': { id: 3, name: 'g' } };
    const query =
      '{ fast { self { id } ...F name ... { self { again: name } } } } fragment F on Row { id self { id name } }';
    const { data, calls } = await ask({ engine, types: TYPES, answers }, query);
    expect(JSON.stringify(data)).toBe('{"fast":{"self":{"id":"3","name":"g","again":"g"},"id":"2","name":"f"}}');
    expect(calls).toEqual(['GET /fast', 'GET /self/2']);
  });

  test('may be named as anything that every object inherits', async () => {
    const answers = { '/fast': { id: 2, name: 'f' } };
    const { data } = await ask(
      { engine, types: TYPES, answers },
      '{ fast { constructor: id __proto__: name toString: name } }',
    );
    expect(JSON.stringify(data)).toBe('{"fast":{"constructor":"2","__proto__":"f","toString":"f"}}');
  });

  test('do not wait for each other: a call starts the moment its own row is there', async () => {
    const release = Promise.withResolvers<void>();
    const upstreams = memoryUpstreams(async ({ url }) => {
      if (url.endsWith('/slow')) await release.promise;
      if (url.endsWith('/far/2')) release.resolve();
      return { body: { id: 2, v: 'x' } };
    });
    const typeDefs = `extend schema @link(url: "https://specs.apollo.dev/connect/v0.4", import: ["@connect", "@source"])
      @source(name: "s", http: { baseURL: "http://s.example" })\n${TYPES}`;
    await using overlap = createOverlap({ typeDefs, engine, openUpstream: upstreams.openUpstream });
    const { data } = await overlap.query({ query: '{ slow { id } fast { far } }' });
    expect(data).toEqual({ slow: { id: '2' }, fast: { far: 'x' } });
  });

  test('fail alone: a null that has climbed in one place is nothing to the others', async () => {
    const answers = { '/slow': answering({ body: { id: null }, turns: 9 }), '/fast': { id: 2 }, '/far/2': { v: 'x' } };
    const { data, errors } = await ask({ engine, types: TYPES, answers }, '{ slow { id } fast { far } }');
    expect(data).toEqual({ slow: null, fast: { far: 'x' } });
    expect(told(errors)).toEqual([nullAt('Row.id', 'slow', 'id')]);
  });
});

describe.for(ENGINES)('data that only itself can tell of (%s)', (engine) => {
  const rows =
    'type Query { rows: [Row] @connect(source: "s", http: { GET: "/rows" }, selection: "id ...attributes") }';
  const byField = `${rows}
    type Row { id: ID! name: String @connect(source: "s", http: { GET: "/names/{$this.id}" }, selection: "$.v") }`;
  const byType = `${rows}
    type Row @connect(source: "s", http: { POST: "/rows", body: "ids: $batch.id" }, selection: "id name tags size") {
      id: ID! name: String tags: [String!] size: Int! }`;

  test('is read where it is, and called for where it is not', async () => {
    const answers = {
      '/rows': [{ id: 1, attributes: { name: 'own' } }, { id: 2 }, { id: 3, attributes: { name: null } }],
      '/names/2': { v: 'called' },
    };
    const { data, calls } = await ask({ engine, types: byField, answers }, '{ rows { name } }');
    expect(data).toEqual({ rows: [{ name: 'own' }, { name: 'called' }, { name: null }] });
    expect(calls).toEqual(['GET /rows', 'GET /names/2']);
  });

  test('is completed with what it lacks and nothing more, in one batch', async () => {
    const answers = {
      '/rows': [
        { id: 1, attributes: { name: 'own', size: 1, tags: ['t'] } },
        { id: 2, attributes: { size: 2 } },
        { id: 3, attributes: { name: 'own', tags: ['a', 'b'] } },
      ],
      'POST /rows': [
        { id: 2, name: 'n2', tags: ['x'], size: 22 },
        { id: 3, name: 'n3', tags: [], size: 33 },
      ],
    };
    const { data, calls } = await ask({ engine, types: byType, answers }, '{ rows { name tags size } }');
    expect(data).toEqual({
      rows: [
        { name: 'own', tags: ['t'], size: 1 },
        { name: 'n2', tags: ['x'], size: 2 },
        { name: 'own', tags: ['a', 'b'], size: 33 },
      ],
    });
    expect(calls).toEqual(['GET /rows', 'POST /rows {"ids":[2,3]}']);
  });

  test('stays when the call for the rest fails', async () => {
    const answers = {
      '/rows': [{ id: 1, attributes: { size: 1 } }, { id: 2 }],
      'POST /rows': answering({ status: 500 }),
    };
    const { data, errors } = await ask({ engine, types: byType, answers }, '{ rows { name size } }');
    expect(data).toEqual({ rows: [{ name: null, size: 1 }, null] });
    expect(errors.map(({ path }) => path)).toEqual([
      ['rows', 0],
      ['rows', 1],
    ]);
  });

  test('must suit its type like any other', async () => {
    const answers = { '/rows': [{ id: 1, attributes: { tags: ['a', null], size: 1 } }] };
    const { data, errors, calls } = await ask({ engine, types: byType, answers }, '{ rows { tags size } }');
    expect(data).toEqual({ rows: [{ tags: null, size: 1 }] });
    expect(told(errors)).toEqual([nullAt('Row.tags', 'rows', 0, 'tags', 1)]);
    expect(calls).toEqual(['GET /rows']);
  });
});
