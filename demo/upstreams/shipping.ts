import type { Service } from './demo-upstream.ts';
import { CUSTOMERS, ORDERS, type ShopOrder } from './shop-data.ts';

const CARRIERS = ['Northmail', 'Kite Express', 'Canal Couriers'];

/** Shipments, one order at a time, slowly. Its tracking numbers are integers that a double cannot hold. */
export function createShipping(): Service {
  return {
    name: 'shipping',
    manners: 'is slow, and asked once per order',
    latencyMs: 200,
    example: '/shipments/5200',
    answer({ path }) {
      const id = /^\/shipments\/(\d+)$/.exec(path)?.[1];
      const order = ORDERS.find((candidate) => String(candidate.id) === id);
      if (order === undefined || order.status === 'new') return { status: 404, body: { error: 'Not shipped.' } };
      return { body: print(order) };
    },
  };
}

/** Written by hand: `JSON.stringify` would round the tracking number. */
function print(order: ShopOrder): string {
  const rest = JSON.stringify({
    carrier: CARRIERS[order.id % CARRIERS.length],
    state: order.status === 'packed' ? 'AWAITING_PICKUP' : order.status === 'sent' ? 'IN_TRANSIT' : 'DELIVERED',
    to: CUSTOMERS.find((customer) => customer.id === order.customerId)?.city,
    scans: [{ at: order.placedAt, place: 'Amsterdam' }],
  });
  return `{"tracking":90071992547${order.id}0001,${rest.slice(1)}`;
}
