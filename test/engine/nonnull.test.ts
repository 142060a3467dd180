import { describe, expect, test } from 'vitest';
import { answering, ask, ENGINES, nullAt, told } from './asking.ts';

const TYPES = `
  type Query { top: Top @connect(source: "s", http: { GET: "/top" }, selection: "$ { id maybe must nest { id must deep { id must } } }") other: String @connect(source: "s", http: { GET: "/other" }, selection: "$.v") }
  type Top { id: ID! maybe: String must: String! nest: Nest
    called: String @connect(source: "s", http: { GET: "/called/{$this.id}" }, selection: "$.v")
    calledMust: String! @connect(source: "s", http: { GET: "/must/{$this.id}" }, selection: "$.v") }
  type Nest { id: ID must: String! deep: Deep! }
  type Deep { id: ID must: String! }`;

/** After graphql-js's nonnull-test. */
describe.for(ENGINES)('a null where none may be (%s)', (engine) => {
  const top = { id: 1, must: 'm', nest: { id: 2, must: 'm', deep: { id: 3, must: 'm' } } };

  test('takes its object, and leaves its neighbours', async () => {
    const answers = { '/top': { ...top, must: null }, '/other': { v: 'o' } };
    const { data, errors } = await ask({ engine, types: TYPES, answers }, '{ top { id must } other }');
    expect(data).toEqual({ top: null, other: 'o' });
    expect(told(errors)).toEqual([nullAt('Top.must', 'top', 'must')]);
  });

  test('climbs over objects that must be there to the nearest that need not', async () => {
    const answers = { '/top': { ...top, nest: { id: 2, must: 'm', deep: { id: 3 } } } };
    const { data, errors } = await ask({ engine, types: TYPES, answers }, '{ top { id nest { deep { must } } } }');
    expect(data).toEqual({ top: { id: '1', nest: null } });
    expect(told(errors)).toEqual([nullAt('Deep.must', 'top', 'nest', 'deep', 'must')]);
  });

  test('climbs to the top where everything above must be there', async () => {
    const types = 'type Query { must: Int! @connect(source: "s", http: { GET: "/must" }, selection: "$.v") }';
    const { data, errors } = await ask({ engine, types, answers: { '/must': { v: null } } }, '{ must }');
    expect(data).toBeNull();
    expect(told(errors)).toEqual([nullAt('Query.must', 'must')]);
  });

  test('of a value that does not suit its type is told like any other', async () => {
    const answers = { '/top': { ...top, must: { no: 'text' } } };
    const { data, errors } = await ask({ engine, types: TYPES, answers }, '{ top { must } }');
    expect(data).toEqual({ top: null });
    expect(told(errors)).toEqual([nullAt('Top.must', 'top', 'must')]);
  });

  test('is told under its alias, with every place that asked for it', async () => {
    const answers = { '/top': { ...top, must: null } };
    const { errors } = await ask({ engine, types: TYPES, answers }, '{ top { x: must } top { x: must } }');
    expect(errors.map(({ path, locations }) => ({ path, locations }))).toEqual([
      {
        path: ['top', 'x'],
        locations: [
          { line: 1, column: 9 },
          { line: 1, column: 25 },
        ],
      },
    ]);
  });

  test('is one error for a failed call, with the cause and not the null', async () => {
    const answers = { '/top': top, '/must/1': answering({ status: 503 }) };
    const { data, errors } = await ask({ engine, types: TYPES, answers }, '{ top { id calledMust } }');
    expect(data).toEqual({ top: null });
    expect(errors).toMatchObject([{ path: ['top', 'calledMust'], extensions: { code: 'UPSTREAM_STATUS' } }]);
  });

  test('stays where it is for a client that asks so, and each is told', async () => {
    const answers = { '/top': { ...top, must: null, nest: { id: 2, deep: { id: 3 } } } };
    const query = '{ top { must nest { must deep { must } } } }';
    const { data, errors } = await ask({ engine, types: TYPES, answers, settings: { onError: 'NULL' } }, query);
    expect(data).toEqual({ top: { must: null, nest: { must: null, deep: { must: null } } } });
    expect(told(errors)).toHaveLength(3);
    expect(told(errors)).toEqual(
      expect.arrayContaining([
        nullAt('Top.must', 'top', 'must'),
        nullAt('Nest.must', 'top', 'nest', 'must'),
        nullAt('Deep.must', 'top', 'nest', 'deep', 'must'),
      ]),
    );
  });

  test('may be in a nullable field whatever its call does', async () => {
    const answers = { '/top': top, '/called/1': answering({ body: '{"v":' }) };
    const { data, errors } = await ask({ engine, types: TYPES, answers }, '{ top { id called must } }');
    expect(data).toEqual({ top: { id: '1', called: null, must: 'm' } });
    expect(errors).toMatchObject([{ path: ['top', 'called'], extensions: { code: 'UPSTREAM_BAD_RESPONSE' } }]);
  });
});

describe('what a null has removed', () => {
  test('makes no calls in the compiled engine, in whatever order the fields are asked for', async () => {
    const answers = { '/top': { id: 1, must: null }, '/called/1': { v: 'c' } };
    const { data, calls } = await ask({ engine: 'compiled', types: TYPES, answers }, '{ top { called must } }');
    expect(data).toEqual({ top: null });
    expect(calls).toEqual(['GET /top']);
  });
});

describe.for(ENGINES)('a completion of an object that fails (%s)', (engine) => {
  const types = `
    type Query { rows: [Row] @connect(source: "s", http: { GET: "/rows" }, selection: "$.rows { id }") }
    type Row @connect(source: "s", http: { POST: "/batch", body: "ids: $batch.id" }, selection: "id a b must") { id: ID! a: String b: String must: String! }`;
  const answers = { '/rows': { rows: [{ id: 1 }, { id: 2 }] }, 'POST /batch': answering({ status: 500 }) };

  test('is one error at the path of each object, however many fields it should have filled', async () => {
    const { data, errors } = await ask({ engine, types, answers }, '{ rows { id a b x: a } }');
    expect(data).toEqual({
      rows: [
        { id: '1', a: null, b: null, x: null },
        { id: '2', a: null, b: null, x: null },
      ],
    });
    expect(errors.map(({ path }) => path)).toEqual([
      ['rows', 0],
      ['rows', 1],
    ]);
  });

  test('takes objects that must have what it should have brought', async () => {
    const { data, errors } = await ask({ engine, types, answers }, '{ rows { id a must } }');
    expect(data).toEqual({ rows: [null, null] });
    expect(errors.map(({ path }) => path)).toEqual([
      ['rows', 0],
      ['rows', 1],
    ]);
  });

  test('leaves nulls that it explains where the client wants them, without further errors', async () => {
    const settings = { onError: 'NULL' as const };
    const { data, errors } = await ask({ engine, types, answers, settings }, '{ rows { a must } }');
    expect(data).toEqual({
      rows: [
        { a: null, must: null },
        { a: null, must: null },
      ],
    });
    expect(errors.map(({ path }) => path)).toEqual([
      ['rows', 0],
      ['rows', 1],
    ]);
  });

  test('explains no null that the data itself has', async () => {
    const own = { ...answers, '/rows': { rows: [{ id: null }, { id: 2 }] } };
    const settings = { onError: 'NULL' as const };
    const { data, errors } = await ask({ engine, types, answers: own, settings }, '{ rows { id a } }');
    expect(data).toEqual({
      rows: [
        { id: null, a: null },
        { id: '2', a: null },
      ],
    });
    expect(errors.map(({ path }) => path?.join('.')).sort()).toEqual(['rows.0.id', 'rows.1']);
  });
});
