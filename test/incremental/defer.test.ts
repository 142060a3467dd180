import { describe, expect, test } from 'vitest';
import { openGraph } from './in-parts.ts';
import { merge } from './merge.ts';

/** What graphql-js publishes of `@defer`, as laws of the engine (graphql-js, `execution/__tests__/defer-test.ts`). */
const TYPES = `
type Query {
  hero: Hero @connect(source: "s", http: { GET: "/hero" }, selection: """
    id name nonNullName: missing friends { id name } nested: nestedObject { deeper: deeperObject { foo bar baz bak } }
    another: anotherNestedObject { deeper: deeperObject { foo bar baz bak } }""")
  a: A @connect(source: "s", http: { GET: "/a" }, selection: "someField nonNullErrorField: missing b { c { d nonNullErrorField: missing } e { f } }")
  g: G @connect(source: "s", http: { GET: "/g" }, selection: "h")
  slow: Slow @connect(source: "s", http: { GET: "/slow" }, selection: "text")
  bad: Slow! @connect(source: "s", http: { GET: "/bad" }, selection: "text")
}
type Hero { id: ID name: String nonNullName: String! friends: [Friend] nested: Nested another: Nested }
type Friend { id: ID name: String }
type Nested { deeper: Deeper }
type Deeper { foo: String bar: String baz: String bak: String }
type A { someField: String nonNullErrorField: String! b: B }
type B { c: C e: E }
type C { d: String nonNullErrorField: String! }
type E { f: String }
type G { h: String }
type Slow { text: String }
`;
const DEEP = { foo: 'foo', bar: 'bar', baz: 'baz', bak: 'bak' };
const ANSWERS = {
  '/hero': {
    id: '1',
    name: 'Luke',
    friends: [
      { id: '2', name: 'Han' },
      { id: '3', name: 'Leia' },
    ],
    nestedObject: { deeperObject: DEEP },
    anotherNestedObject: { deeperObject: DEEP },
  },
  '/a': { someField: 'someField', b: { c: { d: 'd' }, e: { f: 'f' } } },
  '/g': { h: 'value' },
  '/slow': { text: 'ok' },
  '/bad': null,
};

async function ask(query: string) {
  await using graph = openGraph({ types: TYPES, answers: ANSWERS });
  const payloads = await graph.ask(query);
  merge(payloads); // throws where they contradict themselves
  // Of errors only what a law speaks of.
  return JSON.parse(
    JSON.stringify(payloads, (key, value: unknown) =>
      key === 'errors' ? (value as { path: unknown }[]).map(({ path }) => ({ path })) : value,
    ),
  ) as unknown;
}

const WHOLE = (data: object) => [{ data }];

describe('a deferred fragment', () => {
  test('comes after what is not deferred', async () => {
    expect(await ask('{ hero { id ...F @defer } } fragment F on Hero { name }')).toEqual([
      { data: { hero: { id: '1' } }, pending: [{ id: '0', path: ['hero'] }], hasNext: true },
      { incremental: [{ data: { name: 'Luke' }, id: '0' }], completed: [{ id: '0' }], hasNext: false },
    ]);
  });

  test('has its label, unless that is null', async () => {
    expect(await ask('{ hero { id ...F @defer(label: "l") } } fragment F on Hero { name }')).toMatchObject([
      { pending: [{ id: '0', path: ['hero'], label: 'l' }] },
      {},
    ]);
    const [first] = (await ask('{ hero { id ...F @defer(label: null) } } fragment F on Hero { name }')) as [
      { pending: object[] },
    ];
    expect(first.pending).toEqual([{ id: '0', path: ['hero'] }]);
  });

  test('is not deferred if it is not', async () => {
    expect(await ask('{ hero { id ...F @defer(if: false) } } fragment F on Hero { name }')).toEqual(
      WHOLE({ hero: { id: '1', name: 'Luke' } }),
    );
  });

  test('is deferred where a nullable variable says nothing', async () => {
    expect(
      await ask('query ($if: Boolean) { hero { id ...F @defer(if: $if) } } fragment F on Hero { name }'),
    ).toMatchObject([{ hasNext: true }, { hasNext: false }]);
  });

  test('may be inline, and may be the whole query', async () => {
    expect(await ask('{ ... @defer(label: "q") { hero { id } } }')).toEqual([
      { data: {}, pending: [{ id: '0', path: [], label: 'q' }], hasNext: true },
      { incremental: [{ data: { hero: { id: '1' } }, id: '0' }], completed: [{ id: '0' }], hasNext: false },
    ]);
  });

  test('in a deferred fragment is told of when that one is told', async () => {
    const query = `{ hero { ...Top @defer(label: "Top") } }
      fragment Top on Hero { id ...Nested @defer(label: "Nested") } fragment Nested on Hero { friends { name } }`;
    expect(await ask(query)).toEqual([
      { data: { hero: {} }, pending: [{ id: '0', path: ['hero'], label: 'Top' }], hasNext: true },
      {
        pending: [{ id: '1', path: ['hero'], label: 'Nested' }],
        incremental: [
          { data: { id: '1' }, id: '0' },
          { data: { friends: [{ name: 'Han' }, { name: 'Leia' }] }, id: '1' },
        ],
        completed: [{ id: '0' }, { id: '1' }],
        hasNext: false,
      },
    ]);
  });

  test.each([
    '{ hero { ...Top @defer(label: "l") ...Top } } fragment Top on Hero { name }',
    '{ hero { ...Top ...Top @defer(label: "l") } } fragment Top on Hero { name }',
  ])('that is not deferred too is no part: %s', async (query) => {
    expect(await ask(query)).toEqual(WHOLE({ hero: { name: 'Luke' } }));
  });

  test('without fields is no part, but what stands in it is', async () => {
    expect(await ask('{ hero { ... @defer { name @skip(if: true) } } }')).toEqual(WHOLE({ hero: {} }));
    expect(await ask('{ hero { ... @defer { ... @defer { name } } } }')).toEqual([
      { data: { hero: {} }, pending: [{ id: '0', path: ['hero'] }], hasNext: true },
      { incremental: [{ data: { name: 'Luke' }, id: '0' }], completed: [{ id: '0' }], hasNext: false },
    ]);
  });

  test('of each item of a list is a part of its own', async () => {
    expect(await ask('{ hero { friends { id ... @defer { name } } } }')).toMatchObject([
      { pending: [{ path: ['hero', 'friends', 0] }, { path: ['hero', 'friends', 1] }] },
      { incremental: [{ data: { name: 'Han' } }, { data: { name: 'Leia' } }], hasNext: false },
    ]);
  });
});

describe('what several fragments ask for', () => {
  test('comes by fragment where it differs', async () => {
    expect(await ask('{ hero { ... @defer(label: "ID") { id } ... @defer(label: "Name") { name } } }')).toMatchObject([
      { data: { hero: {} }, pending: [{ label: 'ID' }, { label: 'Name' }] },
      {
        incremental: [
          { data: { id: '1' }, id: '0' },
          { data: { name: 'Luke' }, id: '1' },
        ],
      },
    ]);
  });

  test('comes once where it is the same object', async () => {
    const query = '{ ... @defer(label: "ID") { hero { id } } ... @defer(label: "Name") { hero { name } } }';
    expect(await ask(query)).toMatchObject([
      { data: {}, pending: [{ path: [] }, { path: [] }] },
      {
        incremental: [
          { data: { hero: {} }, id: '0' },
          { data: { id: '1' }, id: '0', subPath: ['hero'] },
          { data: { name: 'Luke' }, id: '1', subPath: ['hero'] },
        ],
        completed: [{ id: '0' }, { id: '1' }],
      },
    ]);
  });

  test('comes under the path of its own fragment, whatever their levels', async () => {
    const query = '{ hero { ... @defer(label: "ID") { id } } ... @defer(label: "Name") { hero { name } } }';
    const [first, second] = (await ask(query)) as [
      { pending: { id: string; label: string }[] },
      { incremental: object[] },
    ];
    const ids = Object.fromEntries(first.pending.map(({ id, label }) => [label, id]));
    expect(second.incremental).toContainEqual({ data: { id: '1' }, id: ids.ID });
    expect(second.incremental).toContainEqual({ data: { name: 'Luke' }, id: ids.Name, subPath: ['hero'] });
  });

  test('is told by the outermost of nested fragments alone', async () => {
    const query = `{ hero { friends { ... @defer { ...F ... @defer { ...F ... @defer { ...F } } } } } }
      fragment F on Friend { id name }`;
    expect(await ask(query)).toMatchObject([
      { pending: [{ id: '0' }, { id: '1' }] },
      {
        incremental: [
          { data: { id: '2', name: 'Han' }, id: '0' },
          { data: { id: '3', name: 'Leia' }, id: '1' },
        ],
        completed: [{ id: '0' }, { id: '1' }],
        hasNext: false,
      },
    ]);
  });

  test('is not repeated where the first part has it', async () => {
    const query = `{ hero { nested { deeper { foo } } another { deeper { foo } }
      ... @defer { nested { deeper { bar } } another { deeper { foo } } } } }`;
    expect(await ask(query)).toEqual([
      {
        data: { hero: { nested: { deeper: { foo: 'foo' } }, another: { deeper: { foo: 'foo' } } } },
        pending: [{ id: '0', path: ['hero'] }],
        hasNext: true,
      },
      {
        incremental: [{ data: { bar: 'bar' }, id: '0', subPath: ['nested', 'deeper'] }],
        completed: [{ id: '0' }],
        hasNext: false,
      },
    ]);
  });

  test('is not repeated where a part around it has it, at any level', async () => {
    const query = `{ hero { nested { deeper { foo } } ... @defer { nested { deeper { foo bar }
      ... @defer { deeper { foo bar baz ... @defer { foo bar baz bak } } } } } } }`;
    expect(await ask(query)).toEqual([
      { data: { hero: { nested: { deeper: { foo: 'foo' } } } }, pending: [{ id: '0', path: ['hero'] }], hasNext: true },
      {
        pending: [
          { id: '1', path: ['hero', 'nested'] },
          { id: '2', path: ['hero', 'nested', 'deeper'] },
        ],
        incremental: [
          { data: { bar: 'bar' }, id: '0', subPath: ['nested', 'deeper'] },
          { data: { baz: 'baz' }, id: '1', subPath: ['deeper'] },
          { data: { bak: 'bak' }, id: '2' },
        ],
        completed: [{ id: '0' }, { id: '1' }, { id: '2' }],
        hasNext: false,
      },
    ]);
  });

  test('in different branches at one object comes once', async () => {
    const query = `{ hero { nested { deeper { ... @defer { foo } } }
      ... @defer { nested { deeper { ... @defer { foo bar } } } } } }`;
    const [first, second] = (await ask(query)) as [object, { incremental: { id: string; data: object }[] }];
    expect(first).toMatchObject({
      pending: [{ path: ['hero', 'nested', 'deeper'] }, { path: ['hero', 'nested', 'deeper'] }],
    });
    expect(second.incremental.map(({ data }) => data)).toEqual([{ foo: 'foo' }, { bar: 'bar' }]);
    expect(new Set(second.incremental.map(({ id }) => id)).size).toBe(2);
  });

  test('of branches that do not overlap comes with each', async () => {
    const query = '{ a { b { c { d } ... @defer { e { f } } } } ... @defer { a { b { e { f } } } g { h } } }';
    const [first, second] = (await ask(query)) as [object, { incremental: object[] }];
    expect(first).toMatchObject({ data: { a: { b: { c: { d: 'd' } } } } });
    expect(second.incremental.map((record) => (record as { data: object }).data)).toEqual(
      expect.arrayContaining([{ e: { f: 'f' } }, { g: { h: 'value' } }]),
    );
  });

  test('of a list is no part where nothing of it is new', async () => {
    expect(await ask('{ hero { friends { name } ... @defer { friends { name } } } }')).toEqual(
      WHOLE({ hero: { friends: [{ name: 'Han' }, { name: 'Leia' }] } }),
    );
  });

  test('of a list comes item by item where something is', async () => {
    expect(await ask('{ hero { friends { name } ... @defer { friends { id } } } }')).toMatchObject([
      { pending: [{ id: '0', path: ['hero'] }] },
      {
        incremental: [
          { data: { id: '2' }, id: '0', subPath: ['friends', 0] },
          { data: { id: '3' }, id: '0', subPath: ['friends', 1] },
        ],
        completed: [{ id: '0' }],
      },
    ]);
  });
});

describe('a null that may not be', () => {
  test('in a fragment completes it with errors', async () => {
    expect(await ask('{ hero { id ... @defer { nonNullName } } }')).toEqual([
      { data: { hero: { id: '1' } }, pending: [{ id: '0', path: ['hero'] }], hasNext: true },
      { completed: [{ id: '0', errors: [{ path: ['hero', 'nonNullName'] }] }], hasNext: false },
    ]);
  });

  test('climbs no further than to an object in its part that may be null', async () => {
    expect(await ask('{ ... @defer { hero { nonNullName name } } }')).toEqual([
      { data: {}, pending: [{ id: '0', path: [] }], hasNext: true },
      {
        incremental: [{ data: { hero: null }, errors: [{ path: ['hero', 'nonNullName'] }], id: '0' }],
        completed: [{ id: '0' }],
        hasNext: false,
      },
    ]);
  });

  test.each(['{ hero { nonNullName ... @defer { name } } }', '{ hero { nonNullName } ... @defer { hero { name } } }'])(
    'in the first part takes with it what was deferred below: %s',
    async (query) => {
      expect(await ask(query)).toEqual([{ data: { hero: null }, errors: [{ path: ['hero', 'nonNullName'] }] }]);
    },
  );

  test('in the first part leaves what is deferred elsewhere', async () => {
    expect(await ask('{ a { ... @defer { someField } nonNullErrorField } g { ... @defer { h } } }')).toEqual([
      {
        data: { a: null, g: {} },
        errors: [{ path: ['a', 'nonNullErrorField'] }],
        pending: [{ id: '0', path: ['g'] }],
        hasNext: true,
      },
      { incremental: [{ data: { h: 'value' }, id: '0' }], completed: [{ id: '0' }], hasNext: false },
    ]);
  });

  test('in one of two fragments of an object leaves the other', async () => {
    const query = `{ ... @defer(label: "bad") { a { someField b { c { nonNullErrorField } } } }
      a { ... @defer(label: "good") { b { c { d } } } } }`;
    const [first, second] = (await ask(query)) as [
      { pending: { id: string; label: string }[] },
      { incremental: object[]; completed: object[] },
    ];
    const ids = Object.fromEntries(first.pending.map(({ id, label }) => [label, id]));
    expect(second.incremental).toEqual([
      { data: { b: { c: {} } }, id: ids.good },
      { data: { d: 'd' }, id: ids.good, subPath: ['b', 'c'] },
    ]);
    expect(second.completed).toEqual(
      expect.arrayContaining([
        { id: ids.bad, errors: [{ path: ['a', 'b', 'c', 'nonNullErrorField'] }] },
        { id: ids.good },
      ]),
    );
  });

  test('in several fragments fails each of them', async () => {
    const query = `{ ... @defer { a { b { c { one: nonNullErrorField } } } }
      ... @defer { a { b { c { other: nonNullErrorField } } } } }`;
    expect(await ask(query)).toMatchObject([
      { pending: [{ id: '0' }, { id: '1' }] },
      {
        completed: [
          { id: '0', errors: [{ path: ['a', 'b', 'c', 'one'] }] },
          { id: '1', errors: [{ path: ['a', 'b', 'c', 'other'] }] },
        ],
        hasNext: false,
      },
    ]);
  });

  test('that fails what an unannounced fragment shares with an announced one is told of the latter', async () => {
    const query =
      '{ ... @defer(label: "R") { bad { text } } ... @defer(label: "P") { slow { text } ... @defer(label: "C") { bad { text } } } }';
    const payloads = (await ask(query)) as {
      pending?: { label: string }[];
      completed?: { id: string; errors?: unknown }[];
    }[];
    expect(payloads.flatMap(({ pending = [] }) => pending.map(({ label }) => label))).toEqual(['R', 'P']);
    expect(payloads.flatMap(({ completed = [] }) => completed)).toEqual(
      expect.arrayContaining([{ id: '0', errors: [{ path: ['bad'] }] }, { id: '1' }]),
    );
  });
});

test('an error in a fragment is told with it, and costs nothing else', async () => {
  await using graph = openGraph({ types: TYPES, answers: { '/slow': { text: 'ok' } } });
  const payloads = await graph.ask('{ slow { text } ... @defer { g { h } } }');
  expect(payloads).toMatchObject([
    { data: { slow: { text: 'ok' } } },
    { incremental: [{ data: { g: null }, errors: [{ path: ['g'], extensions: { code: 'UPSTREAM_STATUS' } }] }] },
  ]);
  expect(payloads[0]).not.toHaveProperty('errors');
});
