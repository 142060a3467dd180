import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type ConsoleLab, type Look, openConsoleLab, seriousFindings, whyNot } from './helpers/console-lab.ts';

const WIDE: Look = { width: 1440, height: 900, colorScheme: 'light' };
const NARROW: Look = { width: 390, height: 844, colorScheme: 'dark' };
const LOOKS: readonly Look[] = [WIDE, { ...WIDE, colorScheme: 'dark' }, NARROW, { ...NARROW, colorScheme: 'light' }];
const FIRST_PAINT_BYTES = 300 * 1024;
/** GraphiQL's own tabs hold buttons inside of what has the role of a tab. */
const NOT_OURS = ['.graphiql-tabs'];
const IMAGES = process.env.CONSOLE_IMAGES; // a folder to keep pictures in

const reason = process.env.CI === 'true' ? undefined : whyNot();
if (reason !== undefined) console.warn(`The console is not looked at: ${reason}.`);

describe.skipIf(reason !== undefined)('the console', () => {
  let lab: ConsoleLab;
  let page: Page;

  beforeAll(async () => {
    expect(whyNot()).toBeUndefined();
    lab = await openConsoleLab();
  });
  afterAll(() => lab?.[Symbol.asyncDispose]());
  afterEach(async () => {
    await page?.close();
    await lab.change({ shipping: { failure: 'none' }, support: { failure: 'none' } });
    expect(lab.offences).toEqual([]);
  });

  test('has a first paint of at most 300 KiB', async () => {
    const html = await (await fetch(lab.origin)).text();
    const files = [...html.matchAll(/(?:src|href)="(\/console\/[^"]+)"/g)].map(([, path]) => path);
    expect(files.length).toBeGreaterThan(1);
    const bodies = await Promise.all(files.map(async (path) => (await fetch(`${lab.origin}${path}`)).bytes()));
    const bytes = [Buffer.from(html), ...bodies].reduce((sum, body) => sum + gzipSync(body).length, 0);
    console.info(`first paint: ${files.length + 1} files, ${(bytes / 1024).toFixed(1)} KiB gzip`);
    expect(bytes).toBeLessThanOrEqual(FIRST_PAINT_BYTES);
  });

  test('lets no script of elsewhere run, and keeps hashed files for ever', async () => {
    const { headers } = await fetch(lab.origin);
    expect(headers.get('content-security-policy')).toContain("default-src 'none'; script-src 'self';");
    const path = /src="(\/console\/[^"]+)"/.exec(await (await fetch(lab.origin)).text())?.[1];
    expect((await fetch(`${lab.origin}${path}`)).headers.get('cache-control')).toContain('immutable');
    expect((await fetch(`${lab.origin}/console/assets/..%2findex.html`)).status).toBe(404);
    expect((await fetch(`${lab.origin}/console/assets/unknown.js`)).status).toBe(404);
  });

  test.for(LOOKS)('draws each call where it was, at $width px, $colorScheme', async (look) => {
    page = await lab.open('/', look);
    const { overlapFactor, wallMs, calls } = await run(page, look);
    await expect.poll(() => page.textContent('#overlap-factor')).toBe(`${overlapFactor}×`);
    const bars = await page.$$eval('.row', (rows) =>
      rows.map((row) => ({
        id: Number(row.getAttribute('data-call')),
        left: row.querySelector<HTMLElement>('.bar')?.style.left,
      })),
    );
    expect(bars.map(({ id }) => id)).toEqual(calls.map(({ id }) => id));
    const spanMs = Math.max(wallMs, ...calls.map(({ startMs, elapsedMs }) => startMs + elapsedMs));
    for (const [index, { startMs }] of calls.entries()) {
      expect(Math.abs(Number.parseFloat(bars[index]?.left ?? '') - (100 * startMs) / spanMs)).toBeLessThan(3);
    }
    const arrows = await page.$$eval('[data-arrow]', (all) => all.map((one) => one.getAttribute('data-arrow')));
    expect(arrows).toEqual(calls.flatMap(({ id, waitsFor }) => waitsFor.map((other) => `${other}-${id}`)));
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(look.width);
    await keep(page, 'console', look);
    expect(await seriousFindings(page, NOT_OURS)).toEqual([]);
  });

  test('an upstream that is broken in the panel makes its bars red and its fields errors, and no others', async () => {
    page = await lab.open('/', WIDE);
    await run(page, WIDE);
    await page.click('.upstreams summary');
    await page.selectOption('select[name=shipping-failure]', '503');
    await page.waitForSelector('.upstreams li.failed');
    await expect
      .poll(async () => {
        await run(page, WIDE);
        const red = await page.$$eval('.row', (rows) =>
          rows.map((row) => [row.getAttribute('data-source'), row.classList.contains('failed')]),
        );
        return red.length > 4 && red.every(([source, failed]) => failed === (source === 'shipping'));
      })
      .toBe(true);
    const errors = await page.$$eval('.errors code', (all) => all.map((one) => one.textContent));
    expect(errors.length).toBeGreaterThan(0);
    expect(errors.every((path) => path?.endsWith('.shipment'))).toBe(true);
    await keep(page, 'console-broken', WIDE);
    await page.click('.errors .link');
    expect(await page.evaluate(() => document.activeElement?.getAttribute('data-source'))).toBe('shipping');
    await page.waitForSelector('.details');
  });

  test('is used without a mouse', async () => {
    page = await lab.open('/', NARROW);
    await page.focus('.query');
    await page.keyboard.press('Control+Enter');
    await page.waitForSelector('.row');
    await page.focus('.row');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.details');
    expect(await page.getAttribute('.row >> nth=1', 'aria-pressed')).toBe('true');
  });

  test('the dashboard shows its panels one by one; what breaks fails alone, and recovers', async () => {
    await lab.change({ shipping: { latencyMs: 700 }, weather: { latencyMs: 350 } });
    page = await lab.open('/demo', WIDE);
    const shown = new Set<number>();
    await expect
      .poll(
        async () => {
          shown.add(await page.locator('.panel.shown').count());
          return Math.max(...shown);
        },
        { interval: 20 },
      )
      .toBe(6);
    expect(shown.size).toBeGreaterThan(2);
    await lab.change({ support: { failure: '503' } });
    await expect.poll(() => states(page)).toEqual(['Tickets']);
    await keep(page, 'demo-broken', WIDE);
    await lab.change({ support: { failure: 'none' } });
    await expect.poll(() => states(page)).toEqual([]);
  });

  test.for(LOOKS)('the dashboard is readable at $width px, $colorScheme', async (look) => {
    page = await lab.open('/demo', look);
    await expect.poll(() => page.locator('.panel.shown').count()).toBe(6);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(look.width);
    await keep(page, 'demo', look);
    expect(await seriousFindings(page)).toEqual([]);
  });
});

interface Told {
  readonly overlapFactor: number;
  readonly wallMs: number;
  readonly calls: readonly {
    readonly id: number;
    readonly startMs: number;
    readonly elapsedMs: number;
    readonly waitsFor: readonly number[];
  }[];
}

/** Runs what stands in the editor, GraphiQL's where there is room for it, and gives the trace that came. */
async function run(page: Page, { width }: Look): Promise<Told> {
  const button = width > 900 ? '.graphiql-execute-button' : 'button.primary';
  await page.waitForSelector(button, { timeout: 120_000 });
  // GraphiQL's button is there before what it would send.
  if (width > 900) await page.waitForSelector('.graphiql-query-editor .view-line:has-text("shipment")');
  const [response] = await Promise.all([
    page.waitForResponse((one) => one.request().headers()['overlap-trace'] === '1'),
    page.click(button),
  ]);
  const { extensions } = await response.json();
  await page.waitForSelector('.row');
  return extensions.overlap;
}

/** The panels that have failed. */
function states(page: Page): Promise<readonly (string | null)[]> {
  return page.$$eval('.panel.failed', (panels) => panels.map((panel) => panel.getAttribute('data-panel')));
}

async function keep(page: Page, name: string, { width, colorScheme }: Look): Promise<void> {
  if (IMAGES === undefined) return;
  await page.screenshot({ path: join(IMAGES, `${name}-${width}-${colorScheme}.png`), fullPage: width < 900 });
}
