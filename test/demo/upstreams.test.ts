import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DemoUpstream } from '../../demo/upstreams/demo-upstream.ts';
import { createRates } from '../../demo/upstreams/rates.ts';
import { type DemoUpstreams, startUpstreams } from '../../demo/upstreams/start-upstreams.ts';

let upstreams: DemoUpstreams;

beforeAll(async () => {
  upstreams = await startUpstreams();
  for (const upstream of upstreams.all) await upstream.set({ latencyMs: 0 });
});

afterAll(() => upstreams[Symbol.asyncDispose]());

async function get(name: string, path: string, headers: Record<string, string> = {}) {
  const response = await fetch(upstreams.get(name).url + path, { headers });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, body: text === '' ? undefined : JSON.parse(text) };
}

describe('manners of the demo upstreams', () => {
  test('there are seven, and each answers its own example', async () => {
    expect(upstreams.all.map(({ name }) => name)).toEqual([
      'orders',
      'customers',
      'inventory',
      'shipping',
      'support',
      'weather',
      'rates',
    ]);
    for (const { name, example } of upstreams.all) expect((await get(name, example)).status, name).toBe(200);
  });

  test('orders come in pages of at most a hundred, each order on one page', async () => {
    const pages = await Promise.all([1, 2, 3, 4].map((page) => get('orders', `/orders?size=500&page=${page}`)));
    expect(pages.map(({ body }) => body.items.length)).toEqual([100, 100, 40, 0]);
    const ids = pages.flatMap(({ body }) => body.items.map(({ id }: { id: number }) => id));
    expect(new Set(ids).size).toBe(240);
    expect(pages[0]?.body.pages).toBe(3);
  });

  test('customers are looked up in bulk both ways, unknown ones are left out, order is not kept', async () => {
    const asked = await get('customers', '/customers?ids=c1,nobody,c2');
    const posted = await fetch(`${upstreams.get('customers').url}/customers/lookup`, {
      method: 'POST',
      body: JSON.stringify({ ids: ['c1', 'nobody', 'c2'] }),
    });
    expect(asked.body.customers.map(({ id }: { id: string }) => id)).toEqual(['c2', 'c1']);
    expect(await posted.json()).toEqual(asked.body);
  });

  test('more customers at once than the bulk endpoint takes are refused with 413', async () => {
    const ids = Array.from({ length: 51 }, (_, index) => `c${index}`).join();
    expect((await get('customers', `/customers?ids=${ids}`)).status).toBe(413);
  });

  test('an inventory export of one row is no list', async () => {
    const one = await get('inventory', '/export?sku=LAMP-OAK');
    const two = await get('inventory', '/export?sku=LAMP-OAK&sku=RUG-OAK');
    expect(one.body.resultset.row['@sku']).toBe('LAMP-OAK');
    expect(two.body.resultset.row).toHaveLength(2);
  });

  test('shipping answers 404 for an order that is not packed, and writes integers beyond 2^53', async () => {
    expect((await get('shipping', '/shipments/5240')).status).toBe(404);
    expect((await get('shipping', '/shipments/5100')).text).toContain('"tracking":9007199254751000001,');
  });

  test('shipping is the slow one', async () => {
    await using fresh = await startUpstreams();
    const slowest = fresh.all.toSorted((a, b) => b.control.latencyMs - a.control.latencyMs)[0];
    expect(slowest?.name).toBe('shipping');
  });

  test('support fails every fifth request and answers when asked again', async () => {
    await using fresh = await startUpstreams();
    const { url } = fresh.get('support');
    const statuses: number[] = [];
    for (const ticket of [1, 2, 3, 4, 5, 5, 6]) statuses.push((await fetch(`${url}/tickets/t${ticket}`)).status);
    expect(statuses).toEqual([200, 200, 200, 200, 503, 200, 200]);
  });

  test('weather answers 304 without a body to who knows the entity tag', async () => {
    const first = await get('weather', '/v1/current?place=Bergen');
    const again = await get('weather', '/v1/current?place=Bergen', {
      'if-none-match': first.headers.get('etag') ?? '',
    });
    expect([first.status, again.status, again.text]).toEqual([200, 304, '']);
  });

  test('rates allow twenty requests a second and then say when to come back', () => {
    let nowMs = 0;
    const rates = createRates({ now: () => nowMs });
    const ask = () =>
      rates.answer({
        method: 'GET',
        path: '/latest',
        query: new URLSearchParams('base=EUR'),
        headers: {},
        body: undefined,
      });
    const first = Array.from({ length: 20 }, ask);
    expect(first.every(({ status }) => status === undefined)).toBe(true);
    expect(ask()).toMatchObject({ status: 429, headers: { 'retry-after': '1' } });
    nowMs = 1_000;
    expect(ask().status).toBeUndefined();
  });
});

describe('breaking a demo upstream', () => {
  const ask = ({ url, example }: DemoUpstream, maxMs = 60_000) =>
    fetch(url + example, { signal: AbortSignal.timeout(maxMs) });

  test('refuse and reset answer nothing, hang answers nothing for as long as one waits', async () => {
    const orders = upstreams.get('orders');
    await orders.set({ failure: 'refuse' });
    await expect(ask(orders)).rejects.toMatchObject({ message: 'fetch failed' });
    await orders.set({ failure: 'reset' });
    await expect(ask(orders)).rejects.toMatchObject({ message: 'fetch failed' });
    await orders.set({ failure: 'hang' });
    await expect(ask(orders, 200)).rejects.toMatchObject({ name: 'TimeoutError' });
    await orders.set({ failure: 'none' });
    expect((await ask(orders)).status).toBe(200);
  });

  test('html is a page with a good status, 503 is a failed status', async () => {
    const orders = upstreams.get('orders');
    await orders.set({ failure: 'html' });
    const page = await ask(orders);
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html']);
    await page.text();
    await orders.set({ failure: '503' });
    expect((await ask(orders)).status).toBe(503);
    await orders.set({ failure: 'none' });
  });

  test('a broken upstream leaves the other six alone', async () => {
    await upstreams.get('orders').set({ failure: 'refuse' });
    for (const upstream of upstreams.all.slice(1)) {
      const first = await ask(upstream);
      const answer = first.status === 503 ? await ask(upstream) : first; // support has its moments
      expect(answer.status, upstream.name).toBe(200);
    }
    await upstreams.get('orders').set({ failure: 'none' });
  });

  test('latency is what it is set to', async () => {
    const weather = upstreams.get('weather');
    await weather.set({ latencyMs: 120 });
    const startMs = performance.now();
    await ask(weather);
    expect(performance.now() - startMs).toBeGreaterThanOrEqual(115);
    await weather.set({ latencyMs: 0 });
  });
});
