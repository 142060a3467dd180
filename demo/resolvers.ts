import type { DelayRisk, Resolvers, ShipmentState, Sky } from './generated/resolvers-types.ts';

/** The fields of `schema/computed.graphql`: what TypeScript makes of several upstreams' answers. */
export const resolvers: Resolvers = {
  Store: {
    async healthScore(_store, _args, { overlap }) {
      const parts = await Promise.allSettled([
        overlap.call('orders', { path: '/orders/summary' }).then(({ body }) => ordersHealth(body)),
        overlap.call('inventory', { path: '/export' }).then(({ body }) => stockHealth(body)),
        overlap.call('support', { path: '/tickets', query: { open: true } }).then(({ body }) => supportHealth(body)),
      ]);
      const scores = parts.flatMap((part) => (part.status === 'fulfilled' ? [part.value] : []));
      if (scores.length === 0) throw new Error('No upstream could say how the shop is.');
      return Math.round(scores.reduce((sum, score) => sum + score, 0) / scores.length);
    },

    async topCustomer(_store, _args, { overlap }) {
      const { body } = await overlap.call('orders', { path: '/orders/summary' });
      const id = member(body, 'best_customer');
      return typeof id === 'string' ? { id } : null; // the rest of the customer comes from the customers' own connector
    },

    async headline(_store, _args, { overlap }) {
      const { body } = await overlap.call('orders', { path: '/orders/summary' });
      const customer = await overlap.load('Customer', { id: String(member(body, 'best_customer')) });
      return `${member(body, 'waiting')} orders wait; ${member(customer, 'name')} ordered most often.`;
    },
  },

  Order: {
    async totalIn({ total }, { currency }, { overlap }) {
      if (!total) return null;
      const { body } = await overlap.call('rates', { path: '/latest', query: { base: total.currency } });
      const rate = member(member(body, 'rates'), currency);
      return typeof rate === 'number' ? { amount: Math.round(total.amount * rate * 100) / 100, currency } : null;
    },

    delayRisk({ shipment }) {
      if (!shipment?.state) return null;
      return delayRisk(shipment.state, shipment.weather?.sky, shipment.weather?.wind);
    },
  },
};

const STORM_MS = 12;

function delayRisk(state: ShipmentState, sky?: Sky | null, wind?: number | null): DelayRisk {
  if (state === 'DELIVERED') return 'NONE';
  if (sky === 'STORM' || (wind ?? 0) > STORM_MS) return 'HIGH';
  return sky === 'SNOW' || state === 'AWAITING_PICKUP' ? 'SOME' : 'NONE';
}

/** 100: no order waits; 0: all do. */
function ordersHealth(summary: unknown): number {
  return 100 * (1 - Number(member(summary, 'waiting')) / Number(member(summary, 'total')));
}

/** The share of products of which some are left. */
function stockHealth(body: unknown): number {
  const rows = member(member(body, 'resultset'), 'row');
  if (!Array.isArray(rows)) return 100;
  return (100 * rows.filter((row) => member(row, '@state') === 'A').length) / rows.length;
}

/** Each open ticket costs a point. */
function supportHealth(body: unknown): number {
  const tickets = member(body, 'tickets');
  return Array.isArray(tickets) ? Math.max(0, 100 - tickets.length) : 100;
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? Reflect.get(value, name)
    : undefined;
}
