import { type ChildProcess, spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

const HERE = import.meta.dirname;
const PROGRAMS = {
  prometheus: 'prometheus',
  alertmanager: 'prometheus-alertmanager',
  nodeExporter: 'prometheus-node-exporter',
} as const;
const READY_WITHIN_MS = 20_000;
/** The discard port: nothing listens there, so the target `billing` is always down. */
const ABSENT_TARGET = '127.0.0.1:9';

/** The three daemons, running on free loopback ports with a temporary folder. Disposing stops them and removes it. */
export interface Daemons extends AsyncDisposable {
  readonly prometheusUrl: string;
  readonly alertmanagerUrl: string;
  /** The node exporter's `host:port`, which is the `instance` of its host. */
  readonly nodeInstance: string;
  /** Has Prometheus scrape a gateway, too, with Overlap's own alerts; `target` is its `host:port`. */
  scrapeGateway(target: string): Promise<void>;
  /** Ends Alertmanager alone; resolves when it is gone. */
  stopAlertmanager(): Promise<void>;
}

/** Those of the three programs that are not installed, by their Debian names; empty: all are there. */
export function missingPrograms(path: string = process.env.PATH ?? ''): readonly string[] {
  return Object.values(PROGRAMS).filter(
    (program) => !path.split(delimiter).some((folder) => isProgram(folder, program)),
  );
}

/** Starts node exporter, Alertmanager and Prometheus, and waits until the two that are asked for answer. */
export async function startDaemons(): Promise<Daemons> {
  const folder = await mkdtemp(join(tmpdir(), 'overlap-ops-'));
  const [prometheusAt, alertmanagerAt, nodeInstance] = await freeAddresses(3);
  const gateways = join(folder, 'gateways.json');
  await writeFile(gateways, '[]');
  const config = prometheusConfig({ prometheusAt, alertmanagerAt, nodeInstance, gateways });
  await writeFile(join(folder, 'prometheus.yml'), config);

  const nodeExporter = run(PROGRAMS.nodeExporter, [`--web.listen-address=${nodeInstance}`]);
  const alertmanager = run(PROGRAMS.alertmanager, [
    `--config.file=${join(HERE, 'alertmanager.yml')}`,
    `--storage.path=${join(folder, 'alertmanager')}`,
    `--web.listen-address=${alertmanagerAt}`,
    '--cluster.listen-address=',
  ]);
  const prometheus = run(PROGRAMS.prometheus, [
    `--config.file=${join(folder, 'prometheus.yml')}`,
    `--storage.tsdb.path=${join(folder, 'prometheus')}`,
    `--web.listen-address=${prometheusAt}`,
    '--rules.alert.resend-delay=2s',
  ]);

  const daemons: Daemons = {
    prometheusUrl: `http://${prometheusAt}`,
    alertmanagerUrl: `http://${alertmanagerAt}`,
    nodeInstance,
    async scrapeGateway(target) {
      // Prometheus watches the file; a rename is never half there.
      await writeFile(`${gateways}.new`, JSON.stringify([{ targets: [target] }]));
      await rename(`${gateways}.new`, gateways);
    },
    stopAlertmanager: () => stop(alertmanager),
    async [Symbol.asyncDispose]() {
      await Promise.all([prometheus, alertmanager, nodeExporter].map(stop));
      await rm(folder, { recursive: true, force: true });
    },
  };
  try {
    await Promise.all([ready(`${daemons.prometheusUrl}/-/ready`), ready(`${daemons.alertmanagerUrl}/-/ready`)]);
    return daemons;
  } catch (error) {
    await daemons[Symbol.asyncDispose]();
    throw error;
  }
}

interface Addresses {
  readonly prometheusAt: string;
  readonly alertmanagerAt: string;
  readonly nodeInstance: string;
  /** The file that lists gateways. */
  readonly gateways: string;
}

function prometheusConfig({ prometheusAt, alertmanagerAt, nodeInstance, gateways }: Addresses): string {
  return JSON.stringify({
    global: { scrape_interval: '1s', evaluation_interval: '1s' },
    rule_files: [join(HERE, 'alerts.yml'), join(HERE, '../../deploy/prometheus/overlap.rules.yml')],
    alerting: { alertmanagers: [{ static_configs: [{ targets: [alertmanagerAt] }] }] },
    scrape_configs: [
      { job_name: 'node', static_configs: [{ targets: [nodeInstance] }] },
      { job_name: 'prometheus', static_configs: [{ targets: [prometheusAt] }] },
      { job_name: 'billing', static_configs: [{ targets: [ABSENT_TARGET] }] },
      { job_name: 'overlap', file_sd_configs: [{ files: [gateways], refresh_interval: '1s' }] },
    ],
  });
}

function run(program: string, args: readonly string[]): ChildProcess {
  const child = spawn(program, args, { stdio: 'ignore' });
  child.on('error', () => undefined); // a program that is not there is noticed by the wait for readiness
  return child;
}

function stop(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    const insist = setTimeout(() => child.kill('SIGKILL'), 5_000);
    child.once('exit', () => {
      clearTimeout(insist);
      resolve();
    });
    child.kill('SIGTERM');
  });
}

async function ready(url: string): Promise<void> {
  const until = performance.now() + READY_WITHIN_MS;
  while (performance.now() < until) {
    const answered = await fetch(url).then(
      (response) => response.ok,
      () => false,
    );
    if (answered) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`${url} was not ready within ${READY_WITHIN_MS} ms.`);
}

/** Addresses of ports that are free now; held together while they are chosen, so that they differ. */
async function freeAddresses(count: 3): Promise<readonly [string, string, string]>;
async function freeAddresses(count: number): Promise<readonly string[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, () => {
      const server = createServer();
      return new Promise<typeof server>((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
    }),
  );
  return Promise.all(
    servers.map((server) => {
      const { port } = server.address() as AddressInfo;
      return new Promise<string>((resolve) => server.close(() => resolve(`127.0.0.1:${port}`)));
    }),
  );
}

function isProgram(folder: string, program: string): boolean {
  try {
    accessSync(join(folder, program), constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
