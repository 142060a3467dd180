import { describe, expect, test } from 'vitest';
import { createOverlap } from '../../src/overlap.ts';
import { memoryUpstreams } from '../harness/memory-upstreams.ts';
import { answering, ask } from './asking.ts';

const TYPES = `
  type Query {
    user(id: ID!): User @connect(source: "s", http: { GET: "/users/{$args.id}" }, selection: "id: $args.id name")
    asked(id: ID!): User @connect(source: "s", http: { GET: "/users/{$args.id}" }, selection: "id name") }
  type Mutation { rename(id: ID!): User @connect(source: "s", http: { POST: "/users/{$args.id}" }, selection: "id: $args.id name") }
  type User { id: ID! name: String
    orders: [Order] @connect(source: "s", http: { GET: "/orders", queryParams: "user: $this.id" }, selection: "id") }
  type Order { id: ID! }`;

const ORDERS = { '/orders?user=7': [{ id: 1 }] };

async function startHeld(held: (url: string) => Promise<unknown> | undefined) {
  const upstreams = memoryUpstreams(async ({ url }) => {
    await held(new URL(url).pathname);
    return { body: url.includes('/orders') ? [{ id: 1 }] : { id: 7, name: 'Ada' } };
  });
  const typeDefs = `extend schema @link(url: "https://specs.apollo.dev/connect/v0.4", import: ["@connect", "@source"])
    @source(name: "s", http: { baseURL: "http://s.example" })\n${TYPES}`;
  return createOverlap({ typeDefs, openUpstream: upstreams.openUpstream });
}

describe('a call whose key the mapping of its parent copies from an argument', () => {
  test('starts beside its parent', async () => {
    const ordersAsked = Promise.withResolvers<void>();
    await using overlap = await startHeld((path) => {
      if (path === '/orders') ordersAsked.resolve();
      return path === '/users/7' ? ordersAsked.promise : undefined;
    });
    const { data } = await overlap.query({ query: '{ user(id: 7) { name orders { id } } }' });
    expect(data).toEqual({ user: { name: 'Ada', orders: [{ id: '1' }] } });
  });

  test('is made once', async () => {
    const answers = { '/users/7': { name: 'Ada' }, ...ORDERS };
    const { calls } = await ask({ engine: 'compiled', types: TYPES, answers }, '{ user(id: 7) { orders { id } } }');
    expect(calls.toSorted()).toEqual(['GET /orders?user=7', 'GET /users/7']);
  });

  test.each([404, 503])('is dropped where its parent fails (%i)', async (status) => {
    const answers = { '/users/7': answering({ status }), ...ORDERS };
    const { data, errors } = await ask(
      { engine: 'compiled', types: TYPES, answers },
      '{ user(id: 7) { orders { id } } }',
    );
    expect(data).toEqual({ user: null });
    expect(errors).toHaveLength(1);
  });

  test('waits where the key comes from the upstream, and behind what may change something', async () => {
    const order: string[] = [];
    await using overlap = await startHeld((path) => {
      order.push(path);
      return undefined;
    });
    await overlap.query({ query: '{ asked(id: 7) { orders { id } } }' });
    expect(order).toEqual(['/users/7', '/orders']);
    const written = Promise.withResolvers<void>();
    const seen: string[] = [];
    await using careful = await startHeld((path) => {
      seen.push(path);
      if (path === '/users/7') queueMicrotask(written.resolve);
      return path === '/users/7' ? written.promise : undefined;
    });
    await careful.query({ query: 'mutation { rename(id: 7) { orders { id } } }' });
    expect(seen).toEqual(['/users/7', '/orders']);
  });
});
