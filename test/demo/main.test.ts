import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

const MAIN = join(import.meta.dirname, '../../demo/main.ts');

let child: ReturnType<typeof spawn>;
let said = '';
let ended: Promise<number | null>;
let url: string;

beforeAll(async () => {
  child = spawn(process.execPath, [MAIN, '--port', '0'], { stdio: ['ignore', 'pipe', 'pipe'] });
  ended = new Promise((resolve) => child.once('exit', resolve));
  url = await new Promise((resolve, reject) => {
    const hear = (chunk: Buffer) => {
      said += chunk.toString();
      const ready = /Overlap is ready \(development\): (\S+)/.exec(said)?.[1];
      if (ready !== undefined && said.includes('"failure":"none"')) resolve(ready);
    };
    child.stdout?.on('data', hear);
    child.stderr?.on('data', hear);
    child.once('exit', () => reject(new Error(`The demo ended before it was ready:\n${said}`)));
  });
});

afterAll(() => void child.kill('SIGKILL'));

/** What makes a slow machine late is asked again: the demo waits a second for its upstreams, and no longer. */
const LATE = new Set(['UPSTREAM_TIMEOUT', 'DEADLINE_EXCEEDED', 'UPSTREAM_REFUSED']);

async function askInTime(body: string) {
  for (;;) {
    const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    const answer = await response.json();
    const errors: readonly { readonly extensions: { readonly code: string } }[] = answer.errors ?? [];
    if (!errors.some(({ extensions }) => LATE.has(extensions.code))) return answer;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

test('the command that the demo prints shows orders with customer and shipment', async () => {
  const body = /-d '(.*)'\n\n {2}Break/s.exec(said)?.[1] ?? '';
  const { data, errors } = await askInTime(body);
  expect(errors).toBeUndefined();
  expect(data.store.orders.items).toHaveLength(3);
  expect(data.store.orders.items[0]).toMatchObject({
    customer: { name: expect.any(String) },
    shipment: { carrier: expect.any(String), state: 'IN_TRANSIT' },
  });
});

test('the switch that the demo prints breaks shipping, and only shipping, at once', async () => {
  const { origin } = new URL(url);
  const put = (body: string) =>
    fetch(`${origin}/demo/upstreams`, { method: 'PUT', headers: { 'content-type': 'application/json' }, body });
  const query = '{ store { orders(size: 2, status: SENT) { items { customer { name } shipment { state } } } } }';
  const ask = () => askInTime(JSON.stringify({ query }));

  expect((await put('{"shipping":{"failure":"503"}}')).status).toBe(200);
  const broken = await ask();
  await put('{"shipping":{"failure":"none"}}');
  for (const item of broken.data.store.orders.items) {
    expect(item).toEqual({ customer: { name: expect.any(String) }, shipment: null });
  }
  expect(broken.errors).toHaveLength(2);
  expect(broken.errors[0].extensions.code).toBe('UPSTREAM_STATUS');
  expect((await ask()).errors).toBeUndefined();
});

test('Ctrl-C ends the demo with 0', async () => {
  child.kill('SIGINT');
  expect(await ended).toBe(0);
});
