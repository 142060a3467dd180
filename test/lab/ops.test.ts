import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Daemons, missingPrograms, startDaemons } from '../../examples/ops/daemons.ts';
import { type GraphQLAnswer, type Served, serve } from './helpers/serve.ts';

const EXAMPLE = join(import.meta.dirname, '../../examples/ops');
const PAGE = readFileSync(join(EXAMPLE, 'page.graphql'), 'utf8');
/** Prometheus looks for its Alertmanagers every five seconds. */
const ALERTS_WITHIN_MS = 100_000;

const missing = missingPrograms();
if (missing.length > 0) {
  const how = `apt-get install ${missing.join(' ')}`;
  if (process.env.CI === 'true') throw new Error(`The operations example needs programs that are not here: ${how}`);
  console.warn(`Skipped: the operations example needs programs that are not here (${how}).`);
}

describe.skipIf(missing.length > 0)('the operations page over a real Prometheus and a real Alertmanager', () => {
  let daemons: Daemons;
  let gateway: Served;
  let page: GraphQLAnswer;

  beforeAll(async () => {
    daemons = await startDaemons();
    gateway = await serve(
      ['--dev', '--schema', join(EXAMPLE, 'schema.graphql'), '--config', join(EXAMPLE, 'overlap.yaml')],
      {
        PROMETHEUS_URL: daemons.prometheusUrl,
        ALERTMANAGER_URL: daemons.alertmanagerUrl,
      },
    );
    page = await untilAlertsFire();
  });

  afterAll(async () => {
    await gateway?.[Symbol.asyncDispose]();
    await daemons?.[Symbol.asyncDispose]();
  });

  /** Asks for the page until the alerts have come through and the processors have been seen twice. */
  async function untilAlertsFire(): Promise<GraphQLAnswer> {
    const until = performance.now() + ALERTS_WITHIN_MS;
    for (;;) {
      const answer = await gateway.query(PAGE);
      const isWell = answer.status === 200 && answer.errors.length === 0; // a slow machine is asked again
      if (isWell && answer.data?.alerts?.length >= 3 && answer.data.hosts?.[0]?.cpuHistory?.length > 1) return answer;
      if (performance.now() > until) return answer;
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }

  test('one query draws the whole page without an error', () => {
    expect(page.status).toBe(200);
    expect(page.errors).toEqual([]);
    expect(page.data.prometheus.version).toMatch(/^\d+\.\d+/);
    expect(page.data.alertmanager.version).toMatch(/^\d+\.\d+/);
  });

  test('shows processors, memory and disks of this machine, now and as a range', () => {
    expect(page.data.hosts).toHaveLength(1);
    const [host] = page.data.hosts;
    expect(host).toMatchObject({ instance: daemons.nodeInstance, name: expect.any(String), load: expect.any(Number) });
    expect(host.cpuBusy).toBeGreaterThanOrEqual(0);
    expect(host.cpuBusy).toBeLessThanOrEqual(1);
    expect(host.memoryAvailableBytes).toBeGreaterThan(0);
    expect(host.memoryAvailableBytes).toBeLessThan(host.memoryBytes);
    for (const point of [...host.cpuHistory, ...host.memoryHistory]) {
      expect(point).toEqual({ at: expect.any(Number), value: expect.any(Number) });
    }
    expect(host.memoryHistory.length).toBeGreaterThan(1);
    expect(host.disks.length).toBeGreaterThan(0);
    for (const disk of host.disks) expect(disk.availableBytes).toBeLessThanOrEqual(disk.sizeBytes);
  });

  test('tells targets that are up from the one that is down', () => {
    const health = Object.fromEntries(page.data.targets.map((target: { job: string }) => [target.job, target]));
    expect(health.node).toMatchObject({ health: 'UP', lastError: null });
    expect(health.prometheus).toMatchObject({ health: 'UP', lastError: null });
    expect(health.billing).toMatchObject({ health: 'DOWN', lastError: expect.stringContaining('refused') });
  });

  test('shows firing alerts, with the host they are about', () => {
    const alerts = Object.fromEntries(page.data.alerts.map((alert: { name: string }) => [alert.name, alert]));
    expect(alerts.TargetDown).toMatchObject({ severity: 'CRITICAL', state: 'ACTIVE', silences: [] });
    expect(alerts.TargetDown.host).toMatchObject({ name: null, load: null });
    expect(alerts.LoadDrill.host).toMatchObject({
      instance: daemons.nodeInstance,
      name: page.data.hosts[0].name,
      load: expect.any(Number),
    });
    expect(alerts.Watchdog).toMatchObject({ severity: 'INFO', host: null });
  });

  test('a silence made through the graph stands beside the alert that it quiets, until it is ended', async () => {
    const hour = 3_600_000;
    const made = await gateway.query(
      `mutation ($from: String!, $until: String!) {
        silence(alert: "TargetDown", from: $from, until: $until, by: "ops", comment: "known") { id by comment state }
      }`,
      { from: new Date().toISOString(), until: new Date(Date.now() + hour).toISOString() },
    );
    expect(made.errors).toEqual([]);
    expect(made.data.silence).toMatchObject({ by: 'ops', comment: 'known', state: 'active' });

    const quiet = await until('SUPPRESSED');
    expect(quiet.silences).toEqual([{ id: made.data.silence.id, comment: 'known' }]);

    const ended = await gateway.query('mutation ($id: ID!) { unsilence(id: $id) }', { id: made.data.silence.id });
    expect(ended).toMatchObject({ data: { unsilence: true }, errors: [] });
    expect((await until('ACTIVE')).silences).toEqual([]);
  });

  async function until(state: string) {
    for (let tries = 0; tries < 400; tries += 1) {
      const { data } = await gateway.query('{ alerts { name state silences { id comment } } }');
      const alert = data.alerts.find(({ name }: { name: string }) => name === 'TargetDown');
      if (alert?.state === state) return alert;
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
    throw new Error(`TargetDown did not become ${state}.`);
  }

  test('Prometheus scrapes the gateway itself, and the gateway can be asked how it fares', async () => {
    await daemons.scrapeGateway(new URL(gateway.url).host);
    const promql = 'sum(overlap_source_attempts_total{source="prometheus"})';
    const asked = () => gateway.query('query ($promql: String!) { samples(promql: $promql) { value } }', { promql });
    await expect
      .poll(async () => (await asked()).data.samples?.[0]?.value ?? 0, { timeout: 100_000 })
      .toBeGreaterThan(0);
    const rules = await (await fetch(`${daemons.prometheusUrl}/api/v1/rules`)).json();
    const group = rules.data.groups.find(({ name }: { name: string }) => name === 'overlap');
    expect(group.rules.map(({ lastError }: { lastError?: string }) => lastError ?? '')).toEqual(Array(8).fill(''));
  });

  test('a question that Prometheus does not understand says so in its words', async () => {
    const answer = await gateway.query('{ samples(promql: "up{") { value } prometheus { version } }');
    expect(answer.data).toMatchObject({ samples: null, prometheus: { version: expect.any(String) } });
    expect(answer.errors).toMatchObject([{ path: ['samples'], message: expect.stringContaining('parse error') }]);
  });

  test('without Alertmanager only its own fields are null, each with its error', async () => {
    await daemons.stopAlertmanager();
    const partial = await gateway.query(PAGE);
    expect(partial.status).toBe(200);
    expect(partial.data).toMatchObject({ alerts: null, alertmanager: null, prometheus: page.data.prometheus });
    expect(partial.data.hosts).toMatchObject([{ instance: daemons.nodeInstance, load: expect.any(Number) }]);
    expect(partial.data.targets).toHaveLength(4);
    expect(partial.errors.map(({ path, extensions }) => [path?.join('.'), extensions?.code]).sort()).toEqual([
      ['alertmanager', 'UPSTREAM_UNREACHABLE'],
      ['alerts', 'UPSTREAM_UNREACHABLE'],
    ]);
  });
});
