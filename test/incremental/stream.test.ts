import { describe, expect, test } from 'vitest';
import { gate, openGraph, turns } from './in-parts.ts';
import { merge } from './merge.ts';

/** What graphql-js publishes of `@stream`, as laws of the engine (graphql-js, `execution/__tests__/stream-test.ts`). */
const TYPES = `
type Query {
  scalars: [String] @connect(source: "s", http: { GET: "/scalars" }, selection: "$")
  table: [[String]] @connect(source: "s", http: { GET: "/table" }, selection: "$")
  friends: [Pal] @connect(source: "s", http: { GET: "/friends" }, selection: "id name nonNullName: missing friends { id name }")
  strict: [Friend!] @connect(source: "s", http: { GET: "/holes" }, selection: "id name")
  holes: [Friend] @connect(source: "s", http: { GET: "/holes" }, selection: "id name")
  grid: [[Friend]] @connect(source: "s", http: { GET: "/grid" }, selection: "$.rows { id name }")
  none: [Friend] @connect(source: "s", http: { GET: "/none" }, selection: "id name")
  nested: Nested @connect(source: "s", http: { GET: "/nested" }, selection: "text friends { id name }")
}
type Mutation { add: Nested @connect(source: "s", http: { POST: "/nested" }, selection: "text friends { id name }") }
type Pal { id: ID name: String nonNullName: String! friends: [Friend]
  detail: String @connect(source: "s", http: { GET: "/detail/{$this.id}" }, selection: "$.text") }
type Friend { id: ID name: String }
type Nested { text: String friends: [Friend] }
`;
const FRIENDS = [
  { id: '1', name: 'Luke', friends: [{ id: '2', name: 'Han' }] },
  { id: '2', name: 'Han', friends: [] },
  { id: '3', name: 'Leia', friends: [] },
];
const ANSWERS = {
  '/scalars': ['apple', 'banana', 'coconut'],
  '/table': [['a', 'b'], ['c'], null],
  '/friends': FRIENDS,
  '/holes': [{ id: '1', name: 'Luke' }, null, { id: '3', name: 'Leia' }],
  '/grid': { rows: [[{ id: '1', name: 'Luke' }, null], [{ id: '3', name: 'Leia' }]] },
  '/none': null,
  '/nested': { text: 'ok', friends: FRIENDS },
  'POST /nested': { text: 'ok', friends: FRIENDS },
  '/detail/1': { text: 'one' },
  '/detail/2': { text: 'two' },
  '/detail/3': { text: 'three' },
};

async function ask(query: string, variables = {}) {
  await using graph = openGraph({ types: TYPES, answers: ANSWERS });
  const payloads = await graph.ask(query, { variables });
  merge(payloads); // throws where they contradict themselves
  return payloads;
}

describe('a streamed list', () => {
  test('comes item after item behind the first ones, scalars too', async () => {
    expect(await ask('{ scalars @stream(initialCount: 1) }')).toEqual([
      { data: { scalars: ['apple'] }, pending: [{ id: '0', path: ['scalars'] }], hasNext: true },
      { incremental: [{ items: ['banana', 'coconut'], id: '0' }], completed: [{ id: '0' }], hasNext: false },
    ]);
  });

  test('begins empty unless it says otherwise', async () => {
    expect(await ask('{ scalars @stream }')).toMatchObject([{ data: { scalars: [] } }, { hasNext: false }]);
  });

  test('has its label', async () => {
    expect(await ask('{ scalars @stream(initialCount: 1, label: "l") }')).toMatchObject([
      { pending: [{ id: '0', path: ['scalars'], label: 'l' }] },
      {},
    ]);
  });

  test.each([
    '{ scalars @stream(if: false) }',
    'query ($if: Boolean = false) { scalars @stream(if: $if) }',
    '{ scalars @stream(initialCount: 3) }',
    'query ($count: Int! = 9) { scalars @stream(initialCount: $count) }',
  ])('is no stream where it is switched off, or has come already: %s', async (query) => {
    expect(await ask(query)).toEqual([{ data: { scalars: ['apple', 'banana', 'coconut'] } }]);
  });

  test('takes its number from a variable', async () => {
    expect(await ask('query ($count: Int!) { scalars @stream(initialCount: $count) }', { count: 2 })).toMatchObject([
      { data: { scalars: ['apple', 'banana'] } },
      { incremental: [{ items: ['coconut'] }] },
    ]);
  });

  test('of lists comes list by list', async () => {
    expect(await ask('{ table @stream(initialCount: 1) }')).toMatchObject([
      { data: { table: [['a', 'b']] } },
      { incremental: [{ items: [['c'], null] }] },
    ]);
    expect(await ask('{ grid @stream(initialCount: 1) { name } }')).toMatchObject([
      { data: { grid: [[{ name: 'Luke' }, null]] } },
      { incremental: [{ items: [[{ name: 'Leia' }]] }] },
    ]);
  });

  test('that is null is no stream', async () => {
    expect(await ask('{ none @stream { id } }')).toEqual([{ data: { none: null } }]);
  });

  test('of objects has null where an item is null', async () => {
    expect(await ask('{ holes @stream { name } }')).toMatchObject([
      { data: { holes: [] } },
      { incremental: [{ items: [{ name: 'Luke' }, null, { name: 'Leia' }] }], completed: [{ id: '0' }] },
    ]);
  });

  test('ends at an item that may not be null', async () => {
    expect(await ask('{ strict @stream { name } }')).toMatchObject([
      { data: { strict: [] } },
      {
        incremental: [{ items: [{ name: 'Luke' }] }],
        completed: [{ id: '0', errors: [{ path: ['strict', 1] }] }],
        hasNext: false,
      },
    ]);
  });

  test('has null for an item out of which a null has climbed, with the error', async () => {
    const [, second] = await ask('{ friends @stream(initialCount: 1) { id ... @include(if: true) { nonNullName } } }');
    expect(second).toMatchObject({
      incremental: [
        {
          items: [null, null],
          errors: [{ path: ['friends', 1, 'nonNullName'] }, { path: ['friends', 2, 'nonNullName'] }],
        },
      ],
    });
  });

  test('in a streamed list is a stream of its own', async () => {
    const payloads = await ask('{ friends @stream { id friends @stream { name } } }');
    expect(merge(payloads).data).toEqual({
      friends: [
        { id: '1', friends: [{ name: 'Han' }] },
        { id: '2', friends: [] },
        { id: '3', friends: [] },
      ],
    });
    expect(payloads.flatMap(({ pending }) => (pending as { path: unknown }[] | undefined) ?? [])).toMatchObject([
      { path: ['friends'] },
      { path: ['friends', 0, 'friends'] },
    ]);
  });

  test('in a deferred fragment is told of when the fragment is told', async () => {
    expect(await ask('{ nested { ... @defer { text friends @stream(initialCount: 1) { name } } } }')).toEqual([
      { data: { nested: {} }, pending: [{ id: '0', path: ['nested'] }], hasNext: true },
      {
        pending: [{ id: '1', path: ['nested', 'friends'] }],
        incremental: [
          { data: { text: 'ok', friends: [{ name: 'Luke' }] }, id: '0' },
          { items: [{ name: 'Han' }, { name: 'Leia' }], id: '1' },
        ],
        completed: [{ id: '0' }, { id: '1' }],
        hasNext: false,
      },
    ]);
  });

  test('is not streamed in a fragment that comes whole', async () => {
    await using graph = openGraph({ types: TYPES, answers: ANSWERS });
    const query = '{ nested { ... @defer { text friends @stream(initialCount: 1) { name } } } }';
    expect(await graph.ask(query, { cut: 'whole' })).toMatchObject([
      { data: { nested: {} } },
      {
        incremental: [{ data: { text: 'ok', friends: [{ name: 'Luke' }, { name: 'Han' }, { name: 'Leia' }] } }],
        hasNext: false,
      },
    ]);
  });

  test('may have deferred fragments in its items', async () => {
    expect(await ask('{ friends @stream(initialCount: 2) { id ... @defer { name } } }')).toMatchObject([
      {
        data: { friends: [{ id: '1' }, { id: '2' }] },
        pending: [{ path: ['friends', 0] }, { path: ['friends', 1] }, { path: ['friends'] }],
      },
      { hasNext: false },
    ]);
  });

  test('below a mutation is a stream, too', async () => {
    expect(await ask('mutation { add { text friends @stream(initialCount: 2) { name } } }')).toMatchObject([
      { data: { add: { text: 'ok', friends: [{ name: 'Luke' }, { name: 'Han' }] } } },
      { incremental: [{ items: [{ name: 'Leia' }] }], hasNext: false },
    ]);
  });
});

describe('an item', () => {
  test('comes when its own calls have answered, and never before the one ahead of it', async () => {
    const [first, second, third] = [gate<object>(), gate<object>(), gate<object>()];
    const answers = { ...ANSWERS, '/detail/1': first.passed, '/detail/2': second.passed, '/detail/3': third.passed };
    await using graph = openGraph({ types: TYPES, answers });
    const result = await graph.start('{ friends @stream { detail } }');
    if (!('initial' in result)) throw new Error('whole');
    const parts = result.later[Symbol.asyncIterator]();
    await turns();
    expect(graph.calls()).toEqual(['GET /friends', 'GET /detail/1', 'GET /detail/2', 'GET /detail/3']);
    second.open({ text: 'two' });
    await turns();
    first.open({ text: 'one' });
    const both = await parts.next();
    expect(both.value).toMatchObject({
      incremental: [{ items: [{ detail: 'one' }, { detail: 'two' }] }],
      hasNext: true,
    });
    third.open({ text: 'three' });
    expect((await parts.next()).value).toMatchObject({
      incremental: [{ items: [{ detail: 'three' }] }],
      hasNext: false,
    });
    expect((await parts.next()).done).toBe(true);
  });
});
