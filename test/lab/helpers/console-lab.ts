import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { mountControlDoor } from '../../../demo/control-door.ts';
import { mountDashboard } from '../../../demo/dashboard-page.ts';
import { createDemoGateway } from '../../../demo/gateway.ts';
import { startUpstreams } from '../../../demo/upstreams/start-upstreams.ts';
import { createLogger } from '../../../src/server/logger.ts';
import { startServer } from '../../../src/server/start-server.ts';

const BUILT = join(import.meta.dirname, '../../../dist/console/index.html');
const CHROMIUM = '/usr/bin/chromium';
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Why the console cannot be looked at here; undefined: it can. */
export function whyNot(): string | undefined {
  if (!existsSync(CHROMIUM)) return `there is no ${CHROMIUM}`;
  if (!existsSync(BUILT)) return 'the console has not been built (npm run console:build)';
  return undefined;
}

export interface Look {
  readonly width: number;
  readonly height: number;
  readonly colorScheme: 'light' | 'dark';
}

/** The demo, and a browser that writes down what should not happen. */
export interface ConsoleLab extends AsyncDisposable {
  readonly origin: string;
  /** Requests to other hosts, errors of scripts, and refusals of the content security policy. */
  readonly offences: readonly string[];
  open(path: string, look: Look): Promise<Page>;
  /** Changes the demo's switches. */
  change(change: Readonly<Record<string, { readonly latencyMs?: number; readonly failure?: string }>>): Promise<void>;
}

export async function openConsoleLab(): Promise<ConsoleLab> {
  const upstreams = await startUpstreams();
  const logger = createLogger('development');
  const gateway = createDemoGateway(upstreams, { port: 0, logger });
  const server = await startServer(gateway, {
    logger,
    extend: (app) => {
      mountControlDoor(app, upstreams);
      mountDashboard(app, gateway.settings.server.path);
    },
  });
  if (!server.ok) throw new Error(server.failure.message);
  const { origin } = new URL(server.value.url);
  const browser = await launch();
  const offences: string[] = [];

  return {
    origin,
    offences,
    async open(path, { width, height, colorScheme }) {
      const page = await browser.newPage({ viewport: { width, height }, colorScheme });
      page.on('request', (request) => {
        const url = new URL(request.url());
        if (url.protocol.startsWith('http') && url.origin !== origin) offences.push(`asked ${request.url()}`);
      });
      page.on('pageerror', ({ message }) => offences.push(message));
      page.on('console', (said) => {
        if (said.type() === 'error') offences.push(said.text());
      });
      await page.goto(`${origin}${path}`);
      return page;
    },
    async change(change) {
      for (const [name, to] of Object.entries(change)) await upstreams.get(name).set(to as object);
    },
    async [Symbol.asyncDispose]() {
      await browser.close();
      await server.value.drain();
      await gateway[Symbol.asyncDispose]();
      await upstreams[Symbol.asyncDispose]();
    },
  };
}

function launch(): Promise<Browser> {
  execFileSync(CHROMIUM, ['--version']); // says why, where it cannot start
  return chromium.launch({
    executablePath: CHROMIUM,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/** Serious and critical findings of axe-core, one line each. */
export async function seriousFindings(page: Page, exclude: readonly string[] = []): Promise<readonly string[]> {
  await page.evaluate(AXE);
  return page.evaluate(async (left) => {
    const { axe } = globalThis as unknown as { axe: { run(context: object): Promise<{ violations: Finding[] }> } };
    interface Finding {
      readonly id: string;
      readonly impact: string;
      readonly nodes: readonly { readonly html: string }[];
    }
    const { violations } = await axe.run({ include: ['html'], exclude: left });
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`);
  }, exclude);
}
