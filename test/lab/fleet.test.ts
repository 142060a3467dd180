/* biome-ignore-all lint/suspicious/noTemplateCurlyInString: that is how settings name environment variables */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { projectWith } from '../cli/project-files.ts';
import { startStubUpstream } from '../harness/stub-upstream.ts';
import { type Member, startMember } from './helpers/fleet.ts';
import { findValkeyServer, startValkeyServer } from './helpers/valkey-server.ts';

const valkey = findValkeyServer();
if (valkey === undefined && process.env.CI === 'true')
  throw new Error('The tests of a fleet need a server that is not here: apt-get install redis-server');

const open: AsyncDisposable[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one[Symbol.asyncDispose]()));
});

/** Several processes on one port: who answered, and an upstream behind them. */
const GRAPH = `extend schema
  @link(url: "https://specs.apollo.dev/connect/v0.4", import: ["@connect", "@source"])
  @source(name: "api", http: { baseURL: "http://127.0.0.1:9" })

type Query {
  who: String @connect(selection: "$config.who")
  item(id: String!): Int @connect(source: "api", http: { GET: "/items/{$args.id}" }, selection: "$.value")
}
`;

function settings(port: number, rest = ''): string {
  return `server: { port: ${port}, reusePort: true, admin: { port: "\${ADMIN_PORT:-0}" } }
$config: { who: "\${WHO:-somebody}" }
${rest}`;
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

async function member(folder: string, who: string, env: Readonly<Record<string, string>> = {}): Promise<Member> {
  const started = await startMember(folder, { WHO: who, ...env });
  open.push(started);
  return started;
}

/** One question on a new connection, which the kernel gives to any of the processes. */
async function ask(port: number, body: object): Promise<Record<string, unknown>> {
  const response = await fetch(`http://127.0.0.1:${port}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', connection: 'close' },
    body: JSON.stringify(body),
  });
  return (await response.json()) as Record<string, unknown>;
}

/** Asks again and again until each of these has answered. */
async function untilAnsweredBy(port: number, ...all: readonly string[]): Promise<void> {
  const heard = new Set<unknown>();
  for (let asked = 0; asked < 500 && heard.size < all.length; asked += 1) {
    const { data } = (await ask(port, { query: '{ who }' })) as { data: { who: string } };
    heard.add(data.who);
  }
  expect([...heard].sort()).toEqual([...all].sort());
}

/** A network of its own, in which the kernel hands connections of a closed listener to the others. */
const OWN_NETWORK = ['unshare', '-rn', 'sh', '-c'];
const prepared = (command: string) =>
  `ip link set lo up && echo 1 > /proc/sys/net/ipv4/tcp_migrate_req && exec ${command}`;
const hasOwnNetwork = spawnSync('unshare', [...OWN_NETWORK.slice(1), prepared('true')]).status === 0;
const alreadyMigrates = (() => {
  try {
    return readFileSync('/proc/sys/net/ipv4/tcp_migrate_req', 'utf8').trim() === '1';
  } catch {
    return false;
  }
})();

describe.skipIf(process.platform !== 'linux')('two processes on one port', () => {
  test('both answer, and each has a listener for operators', async () => {
    const port = await freePort();
    using project = projectWith({ 'graph.graphql': GRAPH, 'overlap.yaml': settings(port) });
    const [one, two] = [await member(project.folder, 'one'), await member(project.folder, 'two')];
    await untilAnsweredBy(port, 'one', 'two');
    expect(one.adminUrl).not.toBe(two.adminUrl);
    for (const { adminUrl } of [one, two]) expect((await fetch(`${adminUrl}/health/ready`)).status).toBe(200);
    expect(await one.drain()).toBe(0);
    await untilAnsweredBy(port, 'two');
  });

  test('need a port each for operators, and are told so', async () => {
    const port = await freePort();
    const admin = String(await freePort());
    using project = projectWith({ 'graph.graphql': GRAPH, 'overlap.yaml': settings(port) });
    await member(project.folder, 'one', { ADMIN_PORT: admin });
    await expect(member(project.folder, 'two', { ADMIN_PORT: admin })).rejects.toThrow(
      `Port ${admin} of 127.0.0.1 is taken. Give each process its own \`server.admin.port\`, from its environment; 0 is any free one.`,
    );
  });

  test('count a rate limit each for itself, and say so, without a store', async () => {
    const rest = 'sources: { api: { rateLimit: { perSecond: 5 } } }';
    using project = projectWith({ 'graph.graphql': GRAPH, 'overlap.yaml': settings(await freePort(), rest) });
    const one = await member(project.folder, 'one');
    expect(one.said()).toContain('Each process on this port counts `sources.api.rateLimit` alone');
  });

  // Without its own network (or the setting in this one) the kernel resets what a closed listener had not accepted yet.
  test.skipIf(!hasOwnNetwork && !alreadyMigrates)('drop nothing while one of them drains under load', async () => {
    const port = await freePort();
    using project = projectWith({ 'graph.graphql': GRAPH, 'overlap.yaml': settings(port) });
    const program = join(import.meta.dirname, 'helpers/drain-under-load.ts');
    const run = `${process.execPath} ${program} ${project.folder} ${port}`;
    const [command = '', ...args] = hasOwnNetwork ? [...OWN_NETWORK, prepared(run)] : ['sh', '-c', run];
    const { stdout, stderr } = spawnSync(command, args, { encoding: 'utf8', timeout: 100_000 });
    expect(stderr).toBe('');
    const { leaving, staying, ...rest } = JSON.parse(stdout);
    expect(leaving).toBeGreaterThan(200);
    expect(staying).toBeGreaterThan(400);
    expect(rest).toEqual({ leavingAfterwards: 0, failures: [], exitCode: 0 });
  });
});

describe.skipIf(process.platform !== 'linux' || valkey === undefined)('two processes with one store', () => {
  const PER_SECOND = 20;
  const BURST = 5;
  const resources = new AsyncDisposableStack();
  const arrivals: number[] = [];
  let answered = 0;
  let port = 0;

  beforeAll(async () => {
    const store = resources.use(await startValkeyServer(valkey ?? ''));
    const upstream = resources.use(
      await startStubUpstream({
        '*': ({ url }) => {
          answered += 1;
          arrivals.push(performance.now());
          const control = url.startsWith('/items/kept') ? 'max-age=600' : 'no-store';
          return { body: { value: answered }, headers: { 'cache-control': control } };
        },
      }),
    );
    port = await freePort();
    const rest = `deadline: 30s
store: { valkey: "${store.url}" }
sources:
  api: { baseURL: "${upstream.origin}", timeout: { queue: 30s }, rateLimit: { perSecond: ${PER_SECOND}, burst: ${BURST} } }
`;
    const { folder } = resources.use(projectWith({ 'graph.graphql': GRAPH, 'overlap.yaml': settings(port, rest) }));
    for (const who of ['one', 'two']) {
      const started = resources.use(await startMember(folder, { WHO: who }));
      expect(started.said()).not.toContain('alone');
    }
    await untilAnsweredBy(port, 'one', 'two');
  });
  afterAll(() => resources.disposeAsync());

  /** What each of the two answers to this, asked until both have. */
  async function answersOf(body: object): Promise<ReadonlyMap<unknown, unknown>> {
    const answers = new Map<unknown, unknown>();
    for (let asked = 0; asked < 500 && answers.size < 2; asked += 1) {
      const { data, errors } = (await ask(port, body)) as { data: { who: string; item: number }; errors?: unknown };
      expect(errors).toBeUndefined();
      answers.set(data.who, data.item);
    }
    return answers;
  }

  test('share answers', async () => {
    const query = '{ who item(id: "kept") }';
    const { data } = (await ask(port, { query })) as { data: { item: number } };
    await sleep(200); // it is kept behind the answer
    const before = answered;
    expect(Object.fromEntries(await answersOf({ query }))).toEqual({ one: data.item, two: data.item });
    expect(answered).toBe(before);
  });

  test('know the persisted queries of each other', async () => {
    const query = '{ who item(id: "kept-too") }';
    const persistedQuery = { version: 1, sha256Hash: createHash('sha256').update(query).digest('hex') };
    await ask(port, { query, extensions: { persistedQuery } });
    await sleep(200);
    expect([...(await answersOf({ extensions: { persistedQuery } })).keys()].sort()).toEqual(['one', 'two']);
  });

  test('keep to a rate limit together', async () => {
    await sleep((1_000 * BURST) / PER_SECOND);
    arrivals.length = 0;
    const calls = Array.from({ length: 40 }, (_, id) => ask(port, { query: `{ who item(id: "new-${id}") }` }));
    const by = (await Promise.all(calls)) as { data: { who: string; item: number } }[];
    expect(new Set(by.map(({ data }) => data.who)).size).toBe(2);
    expect(by.every(({ data }) => typeof data.item === 'number')).toBe(true);
    expect(arrivals.length).toBe(40);
    const tookMs = Math.max(...arrivals) - Math.min(...arrivals);
    expect(tookMs).toBeGreaterThan(0.9 * ((1_000 * (40 - BURST)) / PER_SECOND)); // alone, each would need half of it
  });
});
