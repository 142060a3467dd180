import { readdirSync, readFileSync } from 'node:fs';
import { Kind, parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import { resolvers } from '../../demo/resolvers.ts';
import { readDemoSchema } from '../../demo/schema-files.ts';
import { planOf } from '../../src/cli/plan-of.ts';
import { loadGraph } from '../../src/load-graph.ts';
import type { Model } from '../../src/planning/plan-object.ts';
import type { OperationOutline } from '../../src/planning/plan-operation-outline.ts';
import { printPlan } from '../../src/planning/print-plan-text.ts';
import { parseScenario, schemaFilesOf } from '../harness/scenario.ts';
import { modelOf } from './graph.ts';

function outline(model: Model, query: string, variables = {}, rows = 10): OperationOutline {
  const { definitions } = parse(query);
  const operation = definitions.find((node) => node.kind === Kind.OPERATION_DEFINITION);
  if (operation === undefined) throw new Error('No operation.');
  return planOf(model, { definitions, operation }, { variables, rows });
}

/** The last chapter: what an author may want to change. */
function remarks(model: Model, query: string): readonly string[] {
  return outline(model, query).remarks.map(({ kind, message }) => `${kind}: ${message}`);
}

const SHOP = modelOf(`
  type Query {
    orders(first: Int = 20, status: String): [Order] @connect(source: "s", http: { GET: "/orders?first={$args.first}" }, selection: "id user: { id: userId }")
    order(id: ID!): Order @connect(source: "s", http: { GET: "/orders/{$args.id}" }, entity: true, selection: "id user: { id: userId }")
    now: String @connect(source: "s", http: { GET: "/now" }, selection: "$.now")
  }
  type Mutation {
    buy(sku: ID!): Order @connect(source: "s", http: { POST: "/orders", body: "sku: $args.sku" }, selection: "id")
  }
  type Order {
    id: ID! user: User
    parcel: Parcel @connect(source: "s", http: { GET: "/parcels/{$this.id}" }, selection: "code")
    weather: String @connect(source: "s", http: { GET: "/weather" }, selection: "$.sky")
  }
  type Parcel { code: ID route: String @connect(source: "s", http: { GET: "/routes/{$this.code}" }, selection: "$.name") }
  type User @connect(source: "s", http: { GET: "/users?ids={$batch.id->joinNotNull(',')}" }, batch: { maxSize: 8 }, selection: "id name") { id: ID! name: String }`);

describe('a plan tells', () => {
  test('calls that wait below what they wait for, with their keys', () => {
    const text = printPlan(outline(SHOP, 'query Page { now orders { user { name } parcel { route } } }'));
    expect(text).toMatchInlineSnapshot(`
      "query Page: at most 45 calls in 3 waves

      c1  s GET /now                                         → now          1 call
      c2  s GET /orders?first={$args.first}                  → orders[]     1 call
      ├─ c3  s GET /users?ids={$batch.id->joinNotNull(',')}  → ….user.name  ≤ 3 calls: 20 rows in batches of 8, by id
      └─ c4  s GET /parcels/{$this.id}                       → ….parcel     ≤ 20 calls, one per row, by id
         └─ c5  s GET /routes/{$this.code}                   → ….route      ≤ 20 calls, one per row, by code

      By source: s 45

      N+1: GET /parcels/{$this.id} is called for each row of \`orders\`: 20 calls at most.
        If the upstream can be asked for many at once, give \`type Order\` a \`@connect\` that sends \`$batch.id\` with \`parcel\` in its selection.
      N+1: GET /routes/{$this.code} is called for each row of \`orders\`: 20 calls at most.
        If the upstream can be asked for many at once, give \`type Parcel\` a \`@connect\` that sends \`$batch.code\` with \`route\` in its selection."
    `);
  });

  test('that equal calls are one, wherever they stand', () => {
    const { calls, maxCalls } = outline(SHOP, '{ now again: now orders { weather } order(id: 1) { weather } }');
    expect(maxCalls).toBe(4);
    expect(calls.map(({ paths }) => paths)).toEqual([
      ['now', 'again'],
      ['orders[]'],
      ['orders[].weather', 'order.weather'],
      ['order'],
    ]);
  });

  test('how many calls a list makes, from its argument, its variable, or its default', () => {
    const calls = (query: string, variables = {}) => outline(SHOP, query, variables).maxCalls;
    expect(calls('{ orders(first: 3) { parcel { code } } }')).toBe(4);
    expect(calls('query ($n: Int) { orders(first: $n) { parcel { code } } }', { n: 7 })).toBe(8);
    expect(calls('{ orders { parcel { code } } }')).toBe(21);
    expect(calls('{ orders(first: 17) { user { name } } }')).toBe(4);
  });

  test('everything that an unknown variable may include, and nothing that a known one leaves out', () => {
    const query = 'query ($more: Boolean!) { now order(id: 1) @include(if: $more) { id } }';
    expect(outline(SHOP, query).maxCalls).toBe(2);
    expect(outline(SHOP, query, { more: false }).maxCalls).toBe(1);
    expect(outline(SHOP, query.replace('include', 'skip'), { more: true }).maxCalls).toBe(1);
  });

  test('that fields of a mutation run one after the other', () => {
    const { waves, calls } = outline(SHOP, 'mutation { a: buy(sku: 1) { parcel { code } } b: buy(sku: 1) { id } }');
    expect(waves).toBe(3);
    expect(calls.map(({ id, waitsFor }) => [id, waitsFor])).toEqual([
      ['c1', []],
      ['c2', [{ id: 'c1', why: 'key', members: ['id'] }]],
      ['c3', [{ id: 'c2', why: 'order', members: [] }]],
    ]);
  });

  test('no credential that stands in an address', () => {
    const model = modelOf(`type Query {
      a: Int @connect(http: { GET: "https://me:hush@h.example/a?api_key=hush&b=1&token={$config.t}" }, selection: "$.a") }`);
    expect(outline(model, '{ a }').calls[0]?.url).toBe('https://h.example/a?api_key=…&b=1&token={$config.t}');
  });
});

describe('a remark is made', () => {
  test('once for a connector that is called row by row, however many lists do it', () => {
    expect(remarks(SHOP, '{ a: orders { parcel { code } } b: orders(first: 5) { parcel { code } } }')).toEqual([
      'n+1: GET /parcels/{$this.id} is called for each row of `a` and `b`: 25 calls at most.',
    ]);
  });

  test('where a call uses nothing of the object it waits for', () => {
    expect(remarks(SHOP, '{ order(id: 1) { weather } }')).toEqual([
      'unused parent: GET /weather (c2) uses nothing of c1, and yet waits for it: without the object there is nothing to ask for.',
    ]);
  });

  test('where a call waits for an argument to come back, because only the compiled engine starts it beside', () => {
    const model = modelOf(COPYING, { resolved: ['User.loud'] });
    expect(remarks(model, '{ user(id: 1) { name posts loud } }')).toContain(
      'copied argument: GET /posts/{$this.id} (c2) waits for c1 only to be told `$args.id`, which the operation knows before.',
    );
  });
});

const COPYING = `
  type Query { user(id: ID!): User @connect(source: "s", http: { GET: "/users/{$args.id}" }, selection: "id: $args.id name") }
  type User { id: ID! name: String loud: String posts: [Post] @connect(source: "s", http: { GET: "/posts/{$this.id}" }, selection: "id") }
  type Post { id: ID text: String @connect(source: "s", http: { GET: "/texts/{$this.id}" }, selection: "$.text") }`;

test('a call whose key is an argument starts beside the one that brings its object', () => {
  const { waves, calls, remarks } = outline(
    modelOf(COPYING, { resolved: ['User.loud'] }),
    '{ user(id: 1) { name posts { text } } }',
  );
  expect(waves).toBe(2);
  expect(calls.map(({ wave, beside }) => [wave, beside])).toEqual([
    [1, undefined],
    [1, 'c1'],
    [2, undefined],
  ]);
  expect(remarks.map(({ kind }) => kind)).toEqual(['n+1']);
});

test('the plan of the demo page is as long as its longest chain of calls', () => {
  const { model } = loadGraph(readDemoSchema(), resolvers);
  if (model === undefined) throw new Error('The demo has no graph.');
  const page = readFileSync(new URL('../../demo/dashboard.graphql', import.meta.url), 'utf8');
  expect(printPlan(outline(model, page))).toMatchInlineSnapshot(`
    "query Dashboard: at most 234 calls in 3 waves

    c1  weather GET /v1/current?place={$this.city}               → store.weather                              1 call
    c3  orders GET /orders?store&page&size&status                → store.orders                               1 call
    ├─ c4  shipping GET /shipments/{$this.id}                    → ….items[].shipment                         ≤ 100 calls, one per row, by id
    │  └─ c5  weather GET /v1/current?place={$this.destination}  → ….weather                                  ≤ 100 calls, one per row, by destination
    │     └─ t5  Order.delayRisk                                 → store.orders.items[].delayRisk             TypeScript, by shipment, also after c4 (shipment)
    ├─ c6  customers GET /customers?ids                          → ….items[].customer.{ name city tier }      ≤ 2 calls: 100 rows in batches of 50, by id
    ├─ c7  inventory GET /export?sku                             → ….items[].lines[].product.{ name onHand }  ≤ ~25 calls: ~1000 rows in batches of 40, by sku
    └─ t4  Order.totalIn                                         → ….items[].totalIn                          TypeScript, by total
    c8  inventory GET /export?store&below                        → store.lowStock[]                           1 call
    c9  support GET /tickets?store&open                          → store.tickets[]                            1 call
    └─ c10  customers GET /customers?ids                         → ….customer.name                            1 call: ~10 rows in batches of 50, by id
    c11  rates GET /latest?base={$args.base}                     → exchangeRates                              1 call
    t1  Store.healthScore                                        → store.healthScore                          TypeScript
    t2  Store.headline                                           → store.headline                             TypeScript
    t3  Store.topCustomer                                        → store.topCustomer                          TypeScript
    └─ c2  customers GET /customers?ids                          → ….{ name tier }                            1 call, by id, only if missing

    By source: weather 101, shipping 100, inventory 26, customers 4, orders 1, support 1, rates 1
    ~: store.orders.items[].lines, store.tickets taken as 10 rows, for nothing says how many

    N+1: GET /shipments/{$this.id} is called for each row of \`store.orders.items\`: 100 calls at most.
      If the upstream can be asked for many at once, give \`type Order\` a \`@connect\` that sends \`$batch.id\` with \`shipment\` in its selection.
    N+1: GET /v1/current?place={$this.destination} is called for each row of \`store.orders.items\`: 100 calls at most.
      If the upstream can be asked for many at once, give \`type Shipment\` a \`@connect\` that sends \`$batch.destination\` with \`weather\` in its selection.
    unknown: TypeScript resolves \`Store.healthScore\`, \`Store.headline\`, \`Store.topCustomer\`, \`Order.totalIn\`, \`Order.delayRisk\`; what it calls is not counted here."
  `);
});

const SCENARIOS = new URL('../scenarios/', import.meta.url);

describe('what a scenario calls was in its plan', () => {
  const pages = readdirSync(SCENARIOS).filter((name) => name.endsWith('.md') && name !== 'unreachable-and-retried.md');

  test.each(pages)('%s', (name) => {
    const scenario = parseScenario(readFileSync(new URL(name, SCENARIOS), 'utf8'));
    const { model } = loadGraph(schemaFilesOf(scenario), {});
    if (model === undefined) throw new Error('The page has no graph.');
    const plans = scenario.exchanges.map(({ query, variables }) => outline(model, query, variables, 50));
    const planned = plans.reduce((sum, { maxCalls }) => sum + maxCalls, 0);
    const made = scenario.upstreams.reduce((sum, { hits = 0 }) => sum + hits, 0);
    expect(planned).toBeGreaterThanOrEqual(made);
  });
});
