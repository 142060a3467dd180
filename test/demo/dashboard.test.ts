import { readFileSync } from 'node:fs';
import type { ExecutionResult } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { resolvers } from '../../demo/resolvers.ts';
import { readDemoSchema } from '../../demo/schema-files.ts';
import { demoSettings } from '../../demo/settings.ts';
import type { Failure } from '../../demo/upstreams/demo-upstream.ts';
import { createRates } from '../../demo/upstreams/rates.ts';
import { createServices, type DemoUpstreams, startUpstreams } from '../../demo/upstreams/start-upstreams.ts';
import { createSupport } from '../../demo/upstreams/support.ts';
import { createOverlap } from '../../src/index.ts';

const DASHBOARD = readFileSync(new URL('../../demo/dashboard.graphql', import.meta.url), 'utf8');

/** What may change when an upstream fails; everything else is what it was. */
const DEPENDS_ON: Readonly<Record<string, RegExp>> = {
  orders: /^store\.(orders|topCustomer|headline|healthScore)$/,
  customers: /^store\.(headline|topCustomer(\.\w+)?|(orders\.items|tickets)\.\d+\.customer(\.\w+)?)$/,
  inventory: /^store\.(lowStock|healthScore|orders\.items\.\d+\.lines\.\d+\.product(\.\w+)?)$/,
  shipping: /^store\.orders\.items\.\d+\.(shipment|delayRisk)$/,
  support: /^store\.(tickets|healthScore)$/,
  weather: /^store\.(weather|orders\.items\.\d+\.delayRisk)$/,
  rates: /^(exchangeRates|store\.orders\.items\.\d+\.totalIn)$/,
};

const CODES: Readonly<Record<Exclude<Failure, 'none'>, string>> = {
  refuse: 'UPSTREAM_UNREACHABLE',
  reset: 'UPSTREAM_UNREACHABLE',
  hang: 'UPSTREAM_TIMEOUT',
  html: 'UPSTREAM_BAD_RESPONSE',
  '503': 'UPSTREAM_STATUS',
};

/** The seven without the moods that come and go: a failure here is one that the test made. */
const PATIENT = createServices().map((service) => {
  if (service.name === 'support') return createSupport({ failsEvery: Number.POSITIVE_INFINITY });
  return service.name === 'rates' ? createRates({ perSecond: Number.POSITIVE_INFINITY }) : service;
});

let upstreams: DemoUpstreams;
let healthy: ExecutionResult;

beforeAll(async () => {
  upstreams = await startUpstreams(PATIENT);
  for (const upstream of upstreams.all) await upstream.set({ latencyMs: 0 });
  healthy = await ask();
});

afterAll(() => upstreams[Symbol.asyncDispose]());

/**
 * One dashboard from a gateway of its own, so that no breaker remembers the case before. Only what hangs is given little
 * time: a slow machine is no failure.
 */
async function ask(hanging?: string): Promise<ExecutionResult> {
  const settings = demoSettings(upstreams);
  const sources = Object.entries(settings.sources ?? {}).map(([name, source]) => [
    name,
    { ...source, timeout: name === hanging ? { attempt: '60ms' } : { connect: '1m', attempt: '1m', queue: '1m' } },
  ]);
  await using overlap = createOverlap({
    typeDefs: readDemoSchema(),
    settings: { ...settings, deadline: '2m', sources: Object.fromEntries(sources) },
    resolvers,
  });
  return JSON.parse(JSON.stringify(await overlap.query({ query: DASHBOARD })));
}

describe('the dashboard with all upstreams well', () => {
  test('has no error', () => {
    expect(healthy.errors).toBeUndefined();
  });

  test('shows a hundred orders with customer, stock, price and shipment', () => {
    const { orders } = store();
    expect(orders.total).toBe(240);
    expect(orders.items).toHaveLength(100);
    expect(orders.items[40]).toMatchObject({
      id: '5200',
      status: 'SENT',
      total: { amount: expect.any(Number), currency: expect.any(String) },
      totalIn: { amount: expect.any(Number) },
      delayRisk: expect.stringMatching(/^(NONE|SOME|HIGH)$/),
      customer: { name: expect.any(String), city: expect.any(String), tier: expect.any(String) },
      shipment: { trackingNumber: '9007199254752000001', state: 'IN_TRANSIT' },
      lines: expect.arrayContaining([
        { quantity: expect.any(Number), product: { name: expect.any(String), onHand: expect.any(Number) } },
      ]),
    });
  });

  test('an order that is not packed has no shipment, and that is no error', () => {
    const { items } = store().orders;
    expect(items[0]).toMatchObject({ status: 'NEW', shipment: null, delayRisk: null });
    expect(items.every((order) => (order.shipment === null) === (order.status === 'NEW'))).toBe(true);
  });

  test('reads the odd export of the inventory', () => {
    const { lowStock } = store();
    expect(lowStock.length).toBeGreaterThan(2);
    for (const product of lowStock) {
      expect(product.levels.map(({ place }) => place)).toEqual(['warehouse', 'shop-floor']);
      expect(product.onHand).toBe(product.levels.reduce((sum, { pieces }) => sum + pieces, 0));
      expect(product.onHand).toBeLessThan(15);
    }
  });

  test('shows what TypeScript computed from several upstreams', () => {
    expect(store().healthScore).toBeGreaterThan(0);
    expect(store().headline).toMatch(/^20 orders wait; \w+ \w+ ordered most often\.$/);
    expect(store().topCustomer).toEqual({ name: expect.any(String), tier: expect.any(String) });
  });

  test('asks customers in bulk, weather once per place, rates once per currency', async () => {
    const before = new Map(upstreams.all.map(({ name, calls }) => [name, calls]));
    await ask();
    const made = (name: string) => upstreams.get(name).calls - (before.get(name) ?? 0);
    expect(made('customers')).toBeLessThanOrEqual(3); // orders, tickets and the best customer may come at three moments
    expect(made('weather')).toBe(5);
    expect(made('rates')).toBe(3);
    expect(made('orders')).toBe(2);
    expect(made('shipping')).toBe(100);
  });
});

describe.each(Object.keys(DEPENDS_ON))('the dashboard with %s broken', (name) => {
  test.each(Object.keys(CODES) as (keyof typeof CODES)[])('%s costs only its own fields', async (failure) => {
    await upstreams.get(name).set({ failure });
    try {
      const broken = await ask(failure === 'hang' ? name : undefined);
      const changed = differences(healthy.data, broken.data);
      const allowed = DEPENDS_ON[name] ?? /^$/;
      expect(changed.filter((path) => !allowed.test(path))).toEqual([]);
      expect(changed.length).toBeGreaterThan(0);

      const errors = broken.errors ?? [];
      expect(errors.length).toBeGreaterThan(0);
      expect(errors.filter(({ path }) => !allowed.test((path ?? []).join('.')))).toEqual([]);
      const codes = new Set(errors.map(({ extensions }) => extensions?.code));
      expect(codes).toContain(CODES[failure]);
      codes.delete(CODES[failure]);
      codes.delete('UPSTREAM_REFUSED'); // the breaker, once it has seen enough
      expect([...codes]).toEqual([]);
    } finally {
      await upstreams.get(name).set({ failure: 'none' });
    }
  });
});

/** Paths of the deepest places where two answers differ. */
function differences(a: unknown, b: unknown, path: readonly (string | number)[] = []): readonly string[] {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) {
    return Object.is(a, b) ? [] : [path.join('.')];
  }
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...keys].flatMap((key) => differences(Reflect.get(a, key), Reflect.get(b, key), [...path, key]));
}

interface StoreOfPage {
  readonly healthScore: number;
  readonly headline: string;
  readonly topCustomer: unknown;
  readonly orders: {
    readonly total: number;
    readonly items: readonly { readonly status: string; readonly shipment: unknown }[];
  };
  readonly lowStock: readonly {
    readonly onHand: number;
    readonly levels: readonly { readonly place: string; readonly pieces: number }[];
  }[];
}

function store(): StoreOfPage {
  return healthy.data?.store as StoreOfPage;
}
