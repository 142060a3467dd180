import type { Service } from './demo-upstream.ts';
import { ORDERS, type ShopOrder } from './shop-data.ts';

const MAX_PAGE_SIZE = 100;

/** Orders, newest first, in pages. */
export function createOrders(): Service {
  return {
    name: 'orders',
    manners: `answers in pages of at most ${MAX_PAGE_SIZE}`,
    latencyMs: 40,
    example: '/orders?page=1&size=2',
    answer({ path, query }) {
      if (path === '/orders') return { body: pageOf(query) };
      if (path === '/orders/summary') return { body: summary() };
      const id = /^\/orders\/(\d+)$/.exec(path)?.[1];
      const order = ORDERS.find((candidate) => String(candidate.id) === id);
      return order === undefined ? { status: 404, body: { error: 'No such order.' } } : { body: print(order) };
    },
  };
}

function pageOf(query: URLSearchParams): unknown {
  const size = Math.min(whole(query.get('size'), 25), MAX_PAGE_SIZE);
  const page = whole(query.get('page'), 1);
  const status = query.get('status');
  const found = status === null ? ORDERS : ORDERS.filter((order) => order.status === status);
  return {
    page,
    pages: Math.ceil(found.length / size),
    total: found.length,
    items: found.slice((page - 1) * size, page * size).map(print),
  };
}

function print(order: ShopOrder): unknown {
  return {
    id: order.id,
    placed_at: order.placedAt,
    status: order.status,
    customer_id: order.customerId,
    amount: {
      value: order.lines.reduce((sum, line) => sum + line.cents * line.quantity, 0) / 100,
      unit: order.currency,
    },
    lines: order.lines.map((line) => ({ sku: line.sku, qty: line.quantity, each: line.cents / 100 })),
  };
}

function summary(): unknown {
  const byCustomer = Map.groupBy(ORDERS, (order) => order.customerId);
  const most = Math.max(...[...byCustomer.values()].map((orders) => orders.length));
  return {
    total: ORDERS.length,
    waiting: ORDERS.filter((order) => order.status === 'new' || order.status === 'packed').length,
    best_customer: [...byCustomer].find(([, orders]) => orders.length === most)?.[0],
  };
}

function whole(text: string | null, otherwise: number): number {
  const value = Number(text);
  return text !== null && Number.isInteger(value) && value > 0 ? value : otherwise;
}
