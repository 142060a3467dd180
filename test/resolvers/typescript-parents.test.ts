import { describe, expect, test } from 'vitest';
import { createOverlap, type Overlap } from '../../src/overlap.ts';
import { type StubRoute, type StubUpstream, startStubUpstream } from '../harness/stub-upstream.ts';

const LINK = `extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@key", "@requires"])
  @link(url: "https://specs.apollo.dev/connect/v0.4", import: ["@connect", "@source"])`;

const PEOPLE = (origin: string) => `${LINK} @source(name: "api", http: { baseURL: "${origin}" })
  type Query { pair: [Person] one: Person whoever: Who unit: Unit }
  type Person @connect(source: "api", http: { GET: "/people/{$this.id}" }, selection: "id name age") {
    id: ID! name: String age: Int
    badge: String @connect(source: "api", http: { GET: "/badges", queryParams: "of: $this.initials" }, selection: "$.text")
    initials: String @requires(fields: "name")
  }
  union Who = Person | Unit
  type Unit { code: ID members: [Person] }`;

interface World extends AsyncDisposable {
  readonly upstream: StubUpstream;
  readonly overlap: Overlap;
}

async function world(
  query: Readonly<Record<string, () => unknown>>,
  routes: Readonly<Record<string, StubRoute>> = {},
): Promise<World> {
  const upstream = await startStubUpstream({
    'GET /people/1': { body: { id: 1, name: 'Ada', age: 36 } },
    'GET /people/2': { status: 404 },
    'GET /badges?of=A': { body: { text: 'gold' } },
    ...routes,
  });
  const nothing = () => null;
  const overlap = createOverlap({
    typeDefs: PEOPLE(upstream.origin),
    resolvers: {
      Query: { pair: nothing, one: nothing, whoever: nothing, unit: nothing, ...query },
      Person: { initials: ({ name }: { name: string | null }) => name?.[0] ?? null },
      Unit: { code: ({ code }: { code: string }) => code, members: ({ members }: { members: object[] }) => members },
    },
  });
  return {
    upstream,
    overlap,
    async [Symbol.asyncDispose]() {
      await overlap[Symbol.asyncDispose]();
      await upstream[Symbol.asyncDispose]();
    },
  };
}

describe('what a TypeScript resolver returns', () => {
  test('is completed at each of its positions, and fails at each of them', async () => {
    const same = { id: 2 };
    await using w = await world({ pair: () => [same, same], one: () => same });
    const { data, errors } = await w.overlap.query({ query: '{ pair { id name age } one { name } }' });
    expect(data).toEqual({
      pair: [
        { id: '2', name: null, age: null },
        { id: '2', name: null, age: null },
      ],
      one: { name: null },
    });
    expect(errors?.map(({ path }) => path?.join('.')).sort()).toEqual(['one', 'pair.0', 'pair.1']);
    expect(w.upstream.hits('GET /people/2')).toBe(1);
  });

  test('is taken as it is where it has a member, null included, and completed where it has none', async () => {
    await using w = await world({
      pair: () => [
        { id: 1n, name: null },
        { id: 1, name: () => 'called', age: undefined },
      ],
    });
    const { data, errors } = await w.overlap.query({ query: '{ pair { id name age } }' });
    expect(errors).toBeUndefined();
    expect(data).toEqual({
      pair: [
        { id: '1', name: null, age: 36 },
        { id: '1', name: 'called', age: 36 },
      ],
    });
    expect(w.upstream.hits('GET /people/1')).toBe(1);
  });

  test('may be a stub of a union, and stubs may lie within it', async () => {
    await using w = await world({
      whoever: () => ({ __typename: 'Person', id: 1 }),
      unit: () => ({ code: 'u', members: [{ id: 1 }, null, { id: 2 }] }),
    });
    const { data, errors } = await w.overlap.query({
      query: '{ whoever { __typename ... on Person { name } } unit { code members { name } } }',
    });
    expect(data).toEqual({
      whoever: { __typename: 'Person', name: 'Ada' },
      unit: { code: 'u', members: [{ name: 'Ada' }, null, { name: null }] },
    });
    expect(errors?.map(({ path }) => path)).toEqual([['unit', 'members', 2]]);
  });
});

describe('connectors and TypeScript resolvers need each other', () => {
  test('a connector is called with what a resolver made of what another connector answered', async () => {
    await using w = await world({ one: () => ({ id: 1 }) });
    const { data, errors } = await w.overlap.query({ query: '{ one { badge } }' });
    expect(errors).toBeUndefined();
    expect(data).toEqual({ one: { badge: 'gold' } });
    expect(w.upstream.calls.map(({ url }) => url)).toEqual(['/people/1', '/badges?of=A']);
  });

  test('where the first of them fails the others are not run, and the error names the upstream', async () => {
    await using w = await world({ one: () => ({ id: 2 }) });
    const { data, errors } = await w.overlap.query({ query: '{ one { id badge initials } }' });
    expect(data).toEqual({ one: { id: '2', badge: null, initials: null } });
    expect(errors?.map(({ path, extensions }) => [path?.join('.'), extensions.code]).sort()).toEqual([
      ['one.badge', 'UPSTREAM_STATUS'],
      ['one.initials', 'UPSTREAM_STATUS'],
    ]);
    expect(w.upstream.calls.map(({ url }) => url)).toEqual(['/people/2']);
  });
});

describe('mapped data of an abstract type', () => {
  test('is told by a team’s own `__resolveType` where there is one, though it writes no `__typename`', async () => {
    await using upstream = await startStubUpstream({ 'GET /pets': { body: [{ lives: 9 }, { tricks: 2 }] } });
    await using overlap = createOverlap({
      typeDefs: `${LINK} @source(name: "api", http: { baseURL: "${upstream.origin}" })
        type Query { pets: [Pet] }
        union Pet = Cat | Dog
        type Cat { lives: Int }
        type Dog { tricks: Int }`,
      resolvers: {
        Query: {
          pets: async (
            _: unknown,
            __: unknown,
            { overlap: o }: { overlap: import('../../src/index.ts').OverlapContext },
          ) => (await o.call('api', { path: '/pets' })).body,
        },
        Pet: { __resolveType: (pet: object) => ('lives' in pet ? 'Cat' : 'Dog') },
        Cat: { lives: (cat: { lives: number }) => cat.lives },
        Dog: { tricks: (dog: { tricks: number }) => dog.tricks },
      },
    });
    const { data, errors } = await overlap.query({ query: '{ pets { __typename ... on Dog { tricks } } }' });
    expect(errors).toBeUndefined();
    expect(data).toEqual({ pets: [{ __typename: 'Cat' }, { __typename: 'Dog', tricks: 2 }] });
  });
});
