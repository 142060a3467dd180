import { graphql } from 'graphql';
import { createYoga } from 'graphql-yoga';
import { describe, expect, test } from 'vitest';
import { createOverlap, createSchema } from '../src/index.ts';
import { createFakeClock } from './harness/fake-clock.ts';
import { clockHeldUntil } from './harness/held-clock.ts';
import { type StubUpstream, startStubUpstream } from './harness/stub-upstream.ts';

const LINK = `extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@requires", "@key"])
  @link(url: "https://specs.apollo.dev/connect/v0.3", import: ["@connect", "@source"])`;

function panelGraph(count: number, origin: string): string {
  const fields = Array.from(
    { length: count },
    (_, index) => `p${index}: Int @connect(source: "api", http: { GET: "/panel/${index}" }, selection: "$.value")`,
  );
  return `${LINK} @source(name: "api", http: { baseURL: "${origin}" })\ntype Query { ${fields.join('\n')} }`;
}

function panelQuery(count: number): string {
  return `{ ${Array.from({ length: count }, (_, index) => `p${index}`).join(' ')} }`;
}

/** A slow machine is no failure. */
const PATIENT = { deadline: '30s', sources: { api: { timeout: { attempt: '20s' } } } } as const;

describe('overlap', () => {
  test.each([10, 100])(
    '%i panels are called at once: none is answered before the last has been asked',
    async (count) => {
      const allAsked = Promise.withResolvers<void>();
      let asked = 0;
      await using upstream = await startStubUpstream({
        '*': async () => {
          asked += 1;
          if (asked === count) allAsked.resolve();
          await allAsked.promise;
          return { body: { value: 1 } };
        },
      });
      await using overlap = createOverlap({ typeDefs: panelGraph(count, upstream.origin), settings: PATIENT });
      const { data, errors } = await overlap.query({ query: panelQuery(count) });
      expect(errors).toBeUndefined();
      expect(Object.values(data ?? {})).toEqual(Array(count).fill(1));
      expect(upstream.calls).toHaveLength(count);
      expect(upstream.peak).toBe(count);
    },
  );

  test('a call starts the moment its own inputs are there, not when its level is', async () => {
    const order: string[] = [];
    await using upstream = await startStubUpstream({
      'GET /fast': () => ({ body: { id: 1 } }),
      'GET /slow': () => ({ body: { id: 2 }, delayMs: 150 }),
      'GET /child/1': () => {
        order.push('child of fast');
        return { body: { name: 'one' } };
      },
      'GET /child/2': () => {
        order.push('child of slow');
        return { body: { name: 'two' } };
      },
      'GET /grandchild/one': () => {
        order.push('grandchild of fast');
        return { body: { text: 'deep' } };
      },
      'GET /grandchild/two': { body: { text: 'deep' } },
    });
    await using overlap = createOverlap({
      typeDefs: `${LINK} @source(name: "api", http: { baseURL: "${upstream.origin}" })
        type Query {
          fast: Node @connect(source: "api", http: { GET: "/fast" }, selection: "id")
          slow: Node @connect(source: "api", http: { GET: "/slow" }, selection: "id")
        }
        type Node { id: ID child: Child @connect(source: "api", http: { GET: "/child/{$this.id}" }, selection: "name") }
        type Child { name: String text: String @connect(source: "api", http: { GET: "/grandchild/{$this.name}" }, selection: "$.text") }`,
    });
    const { data, errors } = await overlap.query({ query: '{ slow { child { text } } fast { child { text } } }' });
    expect(errors).toBeUndefined();
    expect(data).toEqual({ slow: { child: { text: 'deep' } }, fast: { child: { text: 'deep' } } });
    expect(order).toEqual(['child of fast', 'grandchild of fast', 'child of slow']);
  });
});

describe('a list of 100 orders with their customers', () => {
  const ORDERS = {
    'GET /orders': { body: Array.from({ length: 100 }, (_, id) => ({ id, customer_id: `c${id % 40}` })) },
  };
  const GRAPH = (origin: string, customer: string) => `${LINK} @source(name: "api", http: { baseURL: "${origin}" })
    type Query { orders: [Order] @connect(source: "api", http: { GET: "/orders" }, selection: "id customer: { id: customer_id }") }
    type Order { id: ID! customer: Customer }
    type Customer ${customer} { id: ID! name: String }`;
  const QUERY = '{ orders { id customer { name } } }';
  const EXPECTED = {
    orders: Array.from({ length: 100 }, (_, id) => ({ id: String(id), customer: { name: `name of c${id % 40}` } })),
  };

  test('is one call for the list and one per chunk where there is a bulk endpoint', async () => {
    await using upstream = await startStubUpstream({
      ...ORDERS,
      'POST /customers': ({ body }) => ({
        body: (JSON.parse(body) as { ids: string[] }).ids.map((id) => ({ id, name: `name of ${id}` })).reverse(),
        delayMs: 150,
      }),
    });
    const connector = `@connect(source: "api", http: { POST: "/customers", body: "ids: $batch.id" }, batch: { maxSize: 15 }, selection: "id name")`;
    await using overlap = createOverlap({ typeDefs: GRAPH(upstream.origin, connector) });
    expect(await overlap.query({ query: QUERY })).toEqual({ data: EXPECTED });
    expect([upstream.hits('GET /orders'), upstream.hits('POST /customers'), upstream.peak]).toEqual([1, 3, 3]);
  });

  test('is one call for the list and one per distinct customer where there is none', async () => {
    await using upstream = await startStubUpstream({
      ...ORDERS,
      '*': ({ url }) => ({ body: { id: url.split('/')[2], name: `name of ${url.split('/')[2]}` }, delayMs: 150 }),
    });
    const connector = '@connect(source: "api", http: { GET: "/customers/{$this.id}" }, selection: "id name")';
    await using overlap = createOverlap({ typeDefs: GRAPH(upstream.origin, connector) });
    expect(await overlap.query({ query: QUERY })).toEqual({ data: EXPECTED });
    expect([upstream.calls.length, upstream.peak]).toEqual([41, 40]);
  });
});

test.each(['compiled', 'resolvers'] as const)(
  'what a chunk brings is called for before a slower chunk answers (%s)',
  async (engine) => {
    const regionAsked = Promise.withResolvers<void>();
    await using upstream = await startStubUpstream({
      'GET /orders': { body: [0, 1, 2, 3].map((id) => ({ id, customer_id: `c${id}` })) },
      'POST /customers': async ({ body }) => {
        const { ids } = JSON.parse(body) as { ids: string[] };
        if (ids.includes('c2')) await regionAsked.promise;
        return { body: ids.map((id) => ({ id, region: `r${id}` })) };
      },
      '*': ({ url }) => {
        if (url === '/regions/rc0') regionAsked.resolve();
        return { body: { id: url.split('/')[2], name: `name of ${url.split('/')[2]}` } };
      },
    });
    const typeDefs = `${LINK} @source(name: "api", http: { baseURL: "${upstream.origin}" })
    type Query { orders: [Order] @connect(source: "api", http: { GET: "/orders" }, selection: "id customer: { id: customer_id }") }
    type Order { id: ID! customer: Customer }
    type Customer @connect(source: "api", http: { POST: "/customers", body: "ids: $batch.id" }, batch: { maxSize: 2 }, selection: "id region: { id: region }") { id: ID! region: Region }
    type Region @connect(source: "api", http: { GET: "/regions/{$this.id}" }, selection: "id name") { id: ID! name: String }`;
    await using overlap = createOverlap({ typeDefs, settings: PATIENT, engine });
    const regions = [0, 1, 2, 3].map((id) => ({ customer: { region: { name: `name of rc${id}` } } }));
    expect(await overlap.query({ query: '{ orders { customer { region { name } } } }' })).toEqual({
      data: { orders: regions },
    });
  },
);

const SHOP = (origin: string) => `${LINK} @source(name: "api", http: { baseURL: "${origin}" })
  type Query { orders: [Order] @connect(source: "api", http: { GET: "/orders" }, selection: "id total customer: { id: customer_id }") }
  type Order { id: ID! total: Float customer: Customer label: String @requires(fields: "total customer { name }") inDollars: Float @requires(fields: "total") }
  type Customer @connect(source: "api", http: { GET: "/customers/{$this.id}" }, selection: "id name") { id: ID! name: String }`;

async function startShop(): Promise<StubUpstream> {
  return startStubUpstream({
    'GET /orders': { body: [{ id: 1, total: 10, customer_id: 'a' }] },
    'GET /customers/a': { body: { id: 'a', name: 'Ada' } },
    'GET /rates': { body: { usd: 2 } },
  });
}

interface Order {
  readonly total: number;
  readonly customer: { readonly name: string };
}

describe('TypeScript resolvers', () => {
  test('get what they require, though nobody asked for it, and call upstreams by the same pipeline', async () => {
    await using upstream = await startShop();
    await using overlap = createOverlap({
      typeDefs: SHOP(upstream.origin),
      resolvers: {
        Order: {
          label: (parent: Order) => `${parent.customer.name}: ${parent.total}`,
          inDollars: async (
            parent: Order,
            _args: unknown,
            { overlap: o }: { overlap: import('../src/index.ts').OverlapContext },
          ) => {
            const { body } = await o.call('api', { path: '/rates' });
            return parent.total * (body as { usd: number }).usd;
          },
        },
      },
    });
    const { data, errors } = await overlap.query({ query: '{ orders { label inDollars again: inDollars } }' });
    expect(errors).toBeUndefined();
    expect(data).toEqual({ orders: [{ label: 'Ada: 10', inDollars: 20, again: 20 }] });
    expect(upstream.hits('GET /rates')).toBe(1);
    expect(upstream.hits('GET /customers/a')).toBe(1);
  });

  test('a failed call inside a resolver is a field error with the upstream as its cause', async () => {
    await using upstream = await startShop();
    upstream.on('GET /rates', { status: 503, body: { secret: 'x' } });
    await using overlap = createOverlap({
      typeDefs: SHOP(upstream.origin),
      resolvers: {
        Order: {
          label: () => 'l',
          inDollars: async (
            _parent: Order,
            _args: unknown,
            { overlap: o }: { overlap: import('../src/index.ts').OverlapContext },
          ) => (await o.call('api', { path: '/rates' })).status,
        },
      },
      settings: { sources: { api: { retry: false } } },
    });
    const { data, errors } = await overlap.query({ query: '{ orders { id label inDollars } }' });
    expect(data).toEqual({ orders: [{ id: '1', label: 'l', inDollars: null }] });
    expect(errors).toHaveLength(1);
    expect(errors?.[0]?.toJSON()).toMatchObject({
      message: 'api answered with status 503.',
      path: ['orders', 0, 'inDollars'],
      extensions: { code: 'UPSTREAM_STATUS', http: { status: 503 }, upstream: { source: 'api' } },
    });
  });

  test('a resolver that never settles ends at the deadline, and the rest is there', async () => {
    await using upstream = await startShop();
    const called = Promise.withResolvers<void>();
    const label = () => {
      called.resolve();
      return new Promise(() => undefined);
    };
    await using overlap = createOverlap({
      typeDefs: SHOP(upstream.origin),
      resolvers: { Order: { label, inDollars: () => 1 } },
      settings: { deadline: '100ms' },
      clock: clockHeldUntil(called.promise),
    });
    const { data, errors } = await overlap.query({ query: '{ orders { id label } }' });
    expect(data).toEqual({ orders: [{ id: '1', label: null }] });
    expect(errors?.map(({ path, extensions }) => [path, extensions.code])).toEqual([
      [['orders', 0, 'label'], 'DEADLINE_EXCEEDED'],
    ]);
  });

  test('`load` finds an entity by its key, and its missing fields are completed', async () => {
    await using upstream = await startShop();
    await using overlap = createOverlap({
      typeDefs: `${SHOP(upstream.origin)} extend type Query { best: Customer stub: Customer nobody: Customer }`,
      resolvers: {
        Order: { label: () => 'l', inDollars: () => 1 },
        Query: {
          best: (
            _parent: unknown,
            _args: unknown,
            { overlap: o }: { overlap: import('../src/index.ts').OverlapContext },
          ) => o.load('Customer', { id: 'a' }),
          stub: () => ({ id: 'a' }),
          nobody: () => null,
        },
      },
    });
    const { data, errors } = await overlap.query({ query: '{ best { id name } stub { name } nobody { name } }' });
    expect(errors).toBeUndefined();
    expect(data).toEqual({ best: { id: 'a', name: 'Ada' }, stub: { name: 'Ada' }, nobody: null });
    expect(upstream.hits('GET /customers/a')).toBe(1);
  });

  test('an interface is resolved by __resolveType or by __typename in the data of a resolver', async () => {
    await using upstream = await startShop();
    await using overlap = createOverlap({
      typeDefs: `${LINK.replace('v0.3', 'v0.4')} @source(name: "api", http: { baseURL: "${upstream.origin}" })
        type Query { pets: [Pet] owner: Owner }
        interface Pet { name: String }
        type Cat implements Pet { name: String lives: Int }
        type Dog implements Pet { name: String tricks: [String] }
        union Owner = Person | Shelter
        type Person { name: String }
        type Shelter { city: String }`,
      resolvers: {
        Query: {
          pets: () => [
            { name: 'Tom', lives: 9 },
            { name: 'Rex', tricks: ['sit'] },
          ],
          owner: () => ({ __typename: 'Shelter', city: 'Oslo' }),
        },
        Pet: { __resolveType: (pet: object) => ('lives' in pet ? 'Cat' : 'Dog') },
        Cat: { name: (cat: { name: string }) => cat.name, lives: (cat: { lives: number }) => cat.lives },
        Dog: { name: (dog: { name: string }) => dog.name, tricks: (dog: { tricks: string[] }) => dog.tricks },
        Person: { name: () => 'p' },
        Shelter: { city: (shelter: { city: string }) => shelter.city },
      },
    });
    const query =
      '{ pets { __typename name ... on Cat { lives } ... on Dog { tricks } } owner { ... on Shelter { city } } }';
    const { data, errors } = await overlap.query({ query });
    expect(errors).toBeUndefined();
    expect(data).toEqual({
      pets: [
        { __typename: 'Cat', name: 'Tom', lives: 9 },
        { __typename: 'Dog', name: 'Rex', tricks: ['sit'] },
      ],
      owner: { city: 'Oslo' },
    });
  });

  test('a resolver for what the schema does not have is refused with a suggestion', async () => {
    await using upstream = await startShop();
    expect(() =>
      createOverlap({
        typeDefs: SHOP(upstream.origin),
        resolvers: { Order: { label: () => '', inDollars: () => 1, lable: () => '' } },
      }),
    ).toThrow(/Order\.lable.*label/);
  });
});

describe('createSchema', () => {
  test('runs under plain graphql-js, one operation per execution', async () => {
    await using upstream = await startShop();
    const schema = createSchema({
      typeDefs: SHOP(upstream.origin),
      resolvers: { Order: { label: (parent: Order) => parent.customer.name, inDollars: () => 1 } },
    });
    for (const round of [1, 2]) {
      const { data, errors } = await graphql({ schema, source: '{ orders { label customer { name } } }' });
      expect(errors).toBeUndefined();
      expect(data).toEqual({ orders: [{ label: 'Ada', customer: { name: 'Ada' } }] });
      expect(upstream.hits('GET /customers/a')).toBe(round);
    }
  });

  test('runs in graphql-yoga, with the headers of its request', async () => {
    await using upstream = await startShop();
    const schema = createSchema({
      typeDefs: `${LINK} @source(name: "api", http: { baseURL: "${upstream.origin}", headers: [{ name: "x-team", from: "x-team" }] })
        type Query { orders: [Order] @connect(source: "api", http: { GET: "/orders" }, selection: "id") }
        type Order { id: ID }`,
    });
    const yoga = createYoga({ schema, logging: false });
    const answer = await yoga.fetch('http://gateway.example/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-team': 'blue' },
      body: JSON.stringify({ query: '{ orders { id } }' }),
    });
    expect(await answer.json()).toEqual({ data: { orders: [{ id: '1' }] } });
    expect(upstream.calls[0]?.headers['x-team']).toBe('blue');
  });
});

describe('partial failure', () => {
  const LIST = (origin: string) => `${LINK} @source(name: "api", http: { baseURL: "${origin}" })
    type Query { rows: [Row] @connect(source: "api", http: { GET: "/rows" }, selection: "id") }
    type Row { id: ID! detail: Detail @connect(source: "api", http: { GET: "/detail/{$this.id}" }, selection: "text") must: Detail! @connect(source: "api", http: { GET: "/must/{$this.id}" }, selection: "text") }
    type Detail { text: String }`;

  test('a cause is reported at a hundred positions, and the last one counts the others', async () => {
    await using upstream = await startStubUpstream({
      'GET /rows': { body: Array.from({ length: 250 }, (_, id) => ({ id })) },
      '*': { status: 500, body: { error: 'boom' } },
    });
    await using overlap = createOverlap({
      typeDefs: LIST(upstream.origin),
      settings: { sources: { api: { retry: false, breaker: false } } },
    });
    const { data, errors } = await overlap.query({ query: '{ rows { id detail { text } } }' });
    expect((data as { rows: unknown[] }).rows).toHaveLength(250);
    expect(errors).toHaveLength(100);
    expect(errors?.[99]?.message).toBe('api answered with status 500. (150 more like this one are not listed.)');
    expect(new Set(errors?.map(({ path }) => path?.[1])).size).toBe(100);
  });

  test('a non-null field nulls its parent, and the error names the first cause', async () => {
    await using upstream = await startStubUpstream({
      'GET /rows': { body: [{ id: 1 }, { id: 2 }] },
      'GET /must/1': { body: { text: 'ok' } },
      'GET /must/2': { status: 404, body: {} },
    });
    await using overlap = createOverlap({ typeDefs: LIST(upstream.origin) });
    const { data, errors } = await overlap.query({ query: '{ rows { id must { text } } }' });
    expect(data).toEqual({ rows: [{ id: '1', must: { text: 'ok' } }, null] });
    expect(errors?.map(({ path, extensions }) => [path, extensions.code])).toEqual([
      [['rows', 1, 'must'], 'UPSTREAM_STATUS'],
    ]);
  });

  test('past the request limit of a source a call is not sent, and earlier ones keep their data', async () => {
    await using upstream = await startStubUpstream({
      'GET /rows': { body: [{ id: 1 }, { id: 2 }, { id: 3 }] },
      '*': { body: { text: 'ok' } },
    });
    await using overlap = createOverlap({
      typeDefs: LIST(upstream.origin),
      settings: { sources: { api: { maxRequestsPerOperation: 3 } } },
    });
    const { data, errors } = await overlap.query({ query: '{ rows { detail { text } } }' });
    expect(data).toEqual({ rows: [{ detail: { text: 'ok' } }, { detail: { text: 'ok' } }, { detail: null }] });
    expect(errors?.map(({ path, extensions }) => [path, extensions.code])).toEqual([
      [['rows', 2, 'detail'], 'REQUEST_LIMIT_EXCEEDED'],
    ]);
    expect(upstream.calls).toHaveLength(3);
  });

  test('at the deadline what is pending is null with an error and the rest is sent', async () => {
    await using upstream = await startStubUpstream({
      'GET /rows': { body: [{ id: 1 }, { id: 2 }] },
      'GET /detail/1': { body: { text: 'in time' } },
      'GET /detail/2': () => undefined,
    });
    const clock = createFakeClock();
    await using overlap = createOverlap({ typeDefs: LIST(upstream.origin), settings: { deadline: '150ms' }, clock });
    const answer = overlap.query({ query: '{ rows { detail { text } } }' });
    await expect.poll(() => [upstream.calls.length, upstream.running]).toEqual([3, 1]);
    for (let turn = 0; turn < 100; turn += 1) await clock.advance(1); // what has been sent is read
    await clock.advance(50);
    const { data, errors } = await answer;
    expect(data).toEqual({ rows: [{ detail: { text: 'in time' } }, { detail: null }] });
    expect(errors?.map(({ path, extensions }) => [path, extensions.code])).toEqual([
      [['rows', 1, 'detail'], 'DEADLINE_EXCEEDED'],
    ]);
  });

  test('a context that is not there in time is an answer at the deadline', async () => {
    await using upstream = await startShop();
    await using overlap = createOverlap({
      typeDefs: LIST(upstream.origin),
      settings: { deadline: '50ms' },
      context: () => new Promise(() => undefined),
    });
    const { data, errors } = await overlap.query({ query: '{ rows { id } }' });
    expect(data).toBeNull();
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['DEADLINE_EXCEEDED']);
  });
});
