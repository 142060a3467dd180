/**
 * The shop behind the demo: the same customers, products, orders and tickets in every run,
 * so that answers can be compared and examples in the documentation stay true.
 */

export interface ShopCustomer {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly city: string;
  readonly tier: 'basic' | 'plus' | 'gold';
}

export interface ShopProduct {
  readonly sku: string;
  readonly name: string;
  readonly cents: number;
  readonly warehouse: number;
  readonly shopFloor: number;
}

export interface ShopOrder {
  readonly id: number;
  readonly placedAt: string;
  readonly customerId: string;
  readonly status: 'new' | 'packed' | 'sent' | 'done';
  readonly currency: 'EUR' | 'USD' | 'GBP';
  readonly lines: readonly { readonly sku: string; readonly quantity: number; readonly cents: number }[];
}

export interface ShopTicket {
  readonly id: string;
  readonly subject: string;
  readonly priority: 1 | 2 | 3;
  readonly open: boolean;
  readonly openedAt: string;
  readonly customerId: string;
  readonly orderId: number;
}

const DAY_MS = 86_400_000;
/** The day on which the demo plays. */
const TODAY = Date.UTC(2026, 10, 20, 9);

const FIRST_NAMES = ['Ada', 'Bo', 'Chidi', 'Dana', 'Emil', 'Fatma', 'Goran', 'Hana', 'Ines', 'Jun'];
const LAST_NAMES = ['Lind', 'Okafor', 'Moreau', 'Sato'];
const CITIES = ['Amsterdam', 'Bergen', 'Lisbon', 'Tallinn', 'Turin'];
const GOODS = ['Lamp', 'Kettle', 'Rug', 'Clock', 'Stool', 'Mirror', 'Shelf', 'Vase'];
const FINISHES = ['Oak', 'Brass', 'Slate'];
const COMPLAINTS = ['Where is my parcel?', 'Arrived broken', 'Wrong colour', 'Please cancel', 'Invoice is missing'];

const random = createRandom(20_261_120);

export const CUSTOMERS: readonly ShopCustomer[] = LAST_NAMES.flatMap((last, row) =>
  FIRST_NAMES.map((first, column) => ({
    id: `c${row * FIRST_NAMES.length + column + 1}`,
    name: `${first} ${last}`,
    email: `${first}.${last}@example.com`.toLowerCase(),
    city: pick(CITIES),
    tier: pick(['basic', 'basic', 'plus', 'gold'] as const),
  })),
);

export const PRODUCTS: readonly ShopProduct[] = GOODS.flatMap((good) =>
  FINISHES.map((finish) => ({
    sku: `${good}-${finish}`.toUpperCase(),
    name: `${finish} ${good.toLowerCase()}`,
    cents: 900 + upTo(240) * 50,
    warehouse: upTo(60),
    shopFloor: upTo(6),
  })),
);

/** Newest first. */
export const ORDERS: readonly ShopOrder[] = Array.from({ length: 240 }, (_, age) => ({
  id: 5240 - age,
  placedAt: new Date(TODAY - age * 2_700_000).toISOString(),
  customerId: pick(CUSTOMERS).id,
  status: age < 8 ? 'new' : age < 20 ? 'packed' : age < 160 ? 'sent' : 'done',
  currency: pick(['EUR', 'EUR', 'EUR', 'USD', 'GBP'] as const),
  lines: Array.from({ length: 1 + upTo(3) }, () => {
    const product = pick(PRODUCTS);
    return { sku: product.sku, quantity: 1 + upTo(2), cents: product.cents };
  }),
}));

export const TICKETS: readonly ShopTicket[] = Array.from({ length: 48 }, (_, index) => {
  const order = pick(ORDERS);
  return {
    id: `t${index + 1}`,
    subject: pick(COMPLAINTS),
    priority: pick([1, 2, 2, 3, 3] as const),
    open: index % 3 !== 0,
    openedAt: new Date(TODAY - index * (DAY_MS / 6)).toISOString(),
    customerId: order.customerId,
    orderId: order.id,
  };
});

function pick<T>(from: readonly T[]): T {
  return from[upTo(from.length)] as T; // upTo stays below the length
}

function upTo(limit: number): number {
  return Math.floor(random() * limit);
}

/** Mulberry32: small, fast and the same everywhere. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
