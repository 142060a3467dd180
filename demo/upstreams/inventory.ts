import type { Service } from './demo-upstream.ts';
import { PRODUCTS, type ShopProduct } from './shop-data.ts';

/**
 * Stock, as an export that was XML once: attributes start with `@`, numbers are text,
 * levels are named by place, and a list of one is no list.
 */
export function createInventory(): Service {
  return {
    name: 'inventory',
    manners: 'is oddly shaped: an XML export turned into JSON',
    latencyMs: 60,
    example: '/export?sku=LAMP-OAK',
    answer({ path, query }) {
      if (path !== '/export') return { status: 404, body: { fault: { '@code': 'E404' } } };
      const wanted = new Set(query.getAll('sku'));
      const below = Number(query.get('below') ?? Number.POSITIVE_INFINITY);
      const rows = PRODUCTS.filter(
        ({ sku, warehouse, shopFloor }) => (wanted.size === 0 || wanted.has(sku)) && warehouse + shopFloor < below,
      ).map(print);
      return { body: { resultset: { '@rows': String(rows.length), row: rows.length === 1 ? rows[0] : rows } } };
    },
  };
}

function print({ sku, name, cents, warehouse, shopFloor }: ShopProduct): unknown {
  return {
    '@sku': sku,
    '@state': warehouse + shopFloor === 0 ? 'X' : 'A',
    title: { '@lang': 'en', '#text': name },
    levels: { warehouse: String(warehouse), 'shop-floor': String(shopFloor), returns: '' },
    price: { '@unit': 'cent', '#text': cents },
    tags: ['home', cents > 6000 ? 'bulky' : null],
  };
}
