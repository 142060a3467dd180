import type { Service } from './demo-upstream.ts';
import { CUSTOMERS, type ShopCustomer } from './shop-data.ts';

const MAX_BULK = 50;

/** Customers, many at once: `?ids=c1,c2` or `POST /customers/lookup`. In no particular order; unknown ones are left out. */
export function createCustomers(): Service {
  return {
    name: 'customers',
    manners: `has a bulk endpoint for at most ${MAX_BULK} at once`,
    latencyMs: 30,
    example: '/customers?ids=c1,c2',
    answer({ method, path, query, body }) {
      if (method === 'POST' && path === '/customers/lookup') return lookUp(idsIn(body));
      if (method === 'GET' && path === '/customers') return lookUp(query.get('ids')?.split(','));
      return { status: 404, body: { error: 'Nothing here.' } };
    },
  };
}

function lookUp(ids: readonly string[] | undefined) {
  if (ids === undefined) return { status: 400, body: { error: 'Which ids?' } };
  if (ids.length > MAX_BULK) return { status: 413, body: { error: `At most ${MAX_BULK} ids at once.` } };
  const wanted = new Set(ids);
  return {
    body: {
      customers: CUSTOMERS.filter(({ id }) => wanted.has(id))
        .map(print)
        .reverse(),
    },
  };
}

function idsIn(body: unknown): readonly string[] | undefined {
  if (typeof body !== 'object' || body === null || !('ids' in body) || !Array.isArray(body.ids)) return undefined;
  return body.ids.map(String);
}

function print(customer: ShopCustomer): unknown {
  const { id, name, email, city, tier } = customer;
  return { id, full_name: name, contact: { email, city }, tier };
}
