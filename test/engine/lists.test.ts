import { describe, expect, test } from 'vitest';
import { ask, ENGINES, nullAt, told } from './asking.ts';

/** After graphql-js's lists-test: what a list of each type makes of what an upstream sends. */
describe.for(ENGINES)('a list of numbers (%s)', (engine) => {
  const listOf = async (type: string, value: unknown) => {
    const types = `type Query { list: ${type} @connect(source: "s", http: { GET: "/list" }, selection: "$.value") }`;
    const { data, errors } = await ask({ engine, types, answers: { '/list': { value } } }, '{ list }');
    return { data, errors: told(errors) };
  };
  const forbidden = (...path: readonly (string | number)[]) => [nullAt('Query.list', 'list', ...path)];

  test.for([
    // type, value, answer, errors
    ['[Int]', [1, 2], [1, 2], []],
    ['[Int]', [1, null, 2], [1, null, 2], []],
    ['[Int]', [], [], []],
    ['[Int]', null, null, []],
    ['[Int]!', [1, null, 2], [1, null, 2], []],
    ['[Int!]', [1, 2], [1, 2], []],
    ['[Int!]', [1, null, 2], null, forbidden(1)],
    ['[Int!]', null, null, []],
    ['[[Int]]', [[1], null, [null]], [[1], null, [null]], []],
    ['[[Int!]]', [[1], [2, null], [3]], [[1], null, [3]], forbidden(1, 1)],
    ['[[Int]!]', [[1], null], null, forbidden(1)],
  ] as const)('%s of %j is %j', async ([type, value, expected, errors]) => {
    expect(await listOf(type, value)).toEqual({ data: { list: expected }, errors });
  });

  test.for([
    ['[Int]!', null, forbidden()],
    ['[Int!]!', [1, null], forbidden(1)],
    ['[[Int!]!]!', [[1], [null]], forbidden(1, 0)],
  ] as const)('%s takes everything with it when it cannot be %j', async ([type, value, errors]) => {
    expect(await listOf(type, value)).toEqual({ data: null, errors });
  });

  test('each list that goes is told once, and each of them is told', async () => {
    const result = await listOf('[[Int!]]', [[null, null], [1], [null]]);
    expect(result).toEqual({ data: { list: [null, [1], null] }, errors: [...forbidden(0, 0), ...forbidden(2, 0)] });
  });

  test('what is no list is no list: it is null', async () => {
    expect(await listOf('[Int]', 3)).toEqual({ data: { list: null }, errors: [] });
    expect(await listOf('[[Int]]', [1, [2]])).toEqual({ data: { list: [null, [2]] }, errors: [] });
  });

  test('elements that do not suit are null one by one', async () => {
    expect(await listOf('[Int]', ['1', 1.5, 2])).toEqual({ data: { list: [null, null, 2] }, errors: [] });
    expect(await listOf('[String!]', [1, 'a'])).toEqual({ data: { list: ['1', 'a'] }, errors: [] });
  });

  test('the lists within a custom scalar are its own affair', async () => {
    const types = `scalar Any
      type Query { list: [Any!] @connect(source: "s", http: { GET: "/list" }, selection: "$.value") }`;
    const answers = { '/list': { value: [[null], { a: [null] }] } };
    const { data, errors } = await ask({ engine, types, answers }, '{ list }');
    expect({ data, errors }).toEqual({ data: { list: [[null], { a: [null] }] }, errors: [] });
  });
});

describe.for(ENGINES)('a list of objects (%s)', (engine) => {
  const types = (type: string) => `
    type Query { rows: ${type} @connect(source: "s", http: { GET: "/rows" }, selection: "$.rows { id name }") }
    type Row { id: ID! name: String more: String @connect(source: "s", http: { GET: "/more/{$this.id}" }, selection: "$.v") }`;

  test('an element that lacks what it must have is null where it may be', async () => {
    const answers = { '/rows': { rows: [{ id: 1 }, { name: 'no id' }] } };
    const { data, errors } = await ask({ engine, types: types('[Row]'), answers }, '{ rows { id } }');
    expect(data).toEqual({ rows: [{ id: '1' }, null] });
    expect(told(errors)).toEqual([nullAt('Row.id', 'rows', 1, 'id')]);
  });

  test('an element that lacks what it must have takes a list of non-null elements with it', async () => {
    const answers = { '/rows': { rows: [{ id: 1 }, { name: 'no id' }] } };
    const { data, errors } = await ask({ engine, types: types('[Row!]'), answers }, '{ rows { id } }');
    expect(data).toEqual({ rows: null });
    expect(told(errors)).toEqual([nullAt('Row.id', 'rows', 1, 'id')]);
  });

  test('calls are made for each element, equal ones once', async () => {
    const answers = {
      '/rows': { rows: [{ id: 1 }, { id: 2 }, { id: 1 }] },
      '/more/1': { v: 'one' },
      '/more/2': { v: 'two' },
    };
    const { data, calls } = await ask({ engine, types: types('[Row!]!'), answers }, '{ rows { more } }');
    expect(data).toEqual({ rows: [{ more: 'one' }, { more: 'two' }, { more: 'one' }] });
    expect([...calls].sort()).toEqual(['GET /more/1', 'GET /more/2', 'GET /rows']);
  });

  test('a list shared by several positions loses an element in each of them', async () => {
    const shared = `
      type Query { rows: [Row] @connect(source: "s", http: { GET: "/rows" }, selection: "$.rows { id }") }
      type Row { id: ID! tags: [[String!]] @connect(source: "s", http: { GET: "/tags" }, selection: "$.v") }`;
    const answers = { '/rows': { rows: [{ id: 1 }, { id: 1 }] }, '/tags': { v: [['a'], [null]] } };
    const { data, errors } = await ask({ engine, types: shared, answers }, '{ rows { tags } }');
    expect(data).toEqual({ rows: [{ tags: [['a'], null] }, { tags: [['a'], null] }] });
    expect(told(errors).map(({ path }) => path)).toEqual([
      ['rows', 0, 'tags', 1, 0],
      ['rows', 1, 'tags', 1, 0],
    ]);
  });
});
