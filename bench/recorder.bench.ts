import { isDeepStrictEqual, parseArgs } from 'node:util';
import { parse } from 'graphql';
import { createOverlap, type GatewayObserver, type Overlap, type OverlapOptions } from '../src/index.ts';
import type { SettingsInput } from '../src/settings/settings-schema.ts';
import type { CallContext, UpstreamOutcome, UpstreamRequest } from '../src/upstream/upstream.ts';
import { printSpread, type Spread, spreadOf } from './harness/statistics.ts';
import { provenance, today, writeText } from './harness/write-result.ts';

/**
 * What it costs to look: posts and users, eleven calls, by upstreams in memory that tell all that a socket would. Without
 * sockets the recorder's share is larger than in a server; `bench/servers.bench.ts trace` measures that.
 *
 *     node bench/recorder.bench.ts [--rounds 9] [--operations 300]
 */
const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '9' }, operations: { type: 'string', default: '300' } },
});
const ROUNDS = Number(values.rounds);
const OPERATIONS = Number(values.operations);
const AT_ONCE = 10;

const TYPE_DEFS = `extend schema @link(url: "https://specs.apollo.dev/connect/v0.4", import: ["@source", "@connect"])
  @source(name: "api", http: { baseURL: "http://memory.example" })
type Query { posts: [Post] @connect(source: "api", http: { GET: "/posts" }, selection: "id title user: { id: userId }") }
type Post { id: ID title: String user: User }
type User @connect(source: "api", http: { GET: "/users/{$this.id}" }, selection: "id name email") { id: ID! name: String email: String }`;

const POSTS = Array.from({ length: 100 }, (_, id) => ({ id: id + 1, title: `Post ${id + 1}`, userId: (id % 10) + 1 }));
const userOf = (id: number) => ({ id, name: `User ${id}`, email: `u${id}@example.com` });
/** Parsed once, as a server does. */
const DOCUMENT = parse('{ posts { id title user { id name email } } }');
const NEVER = new AbortController().signal;
const EXPECTED = {
  posts: POSTS.map(({ id, title, userId }) => ({
    id: String(id),
    title,
    user: { ...userOf(userId), id: String(userId) },
  })),
};

const HEADERS = new Map([['content-type', ['application/json']]]);
const BODIES = new Map<string, Uint8Array>([
  ['/posts', bytesOf(POSTS)],
  ...Array.from({ length: 10 }, (_, index) => [`/users/${index + 1}`, bytesOf(userOf(index + 1))] as const),
]);

interface Way {
  readonly name: string;
  readonly settings?: SettingsInput;
  readonly observers?: readonly GatewayObserver[];
  readonly trace?: boolean;
}

/** Hears that there are calls, and does nothing about it. */
const IDLE: GatewayObserver = {
  operation: () => ({ detail: 'calls', call: () => undefined }),
};

const WAYS: readonly Way[] = [
  { name: 'nobody looks' },
  { name: 'nobody looks, once more' },
  { name: 'an observer that does nothing', observers: [IDLE] },
  { name: '`Server-Timing`', settings: { serverTiming: 'named' } },
  { name: 'a trace', trace: true },
];

const gateways = WAYS.map((way) => ({ way, overlap: open(way), cpuUs: [] as number[] }));
for (const { way, overlap } of gateways) await run(way, overlap, 3 * OPERATIONS);
for (let round = 0; round < ROUNDS; round += 1) {
  // Whoever comes after a trace pays for its garbage: not always the same one.
  const turned = [...gateways.slice(round % gateways.length), ...gateways.slice(0, round % gateways.length)];
  if (round % 2 === 1) turned.reverse();
  for (const { way, overlap, cpuUs } of turned) cpuUs.push(await run(way, overlap, OPERATIONS));
}
const base = spreadOf(gateways[0]?.cpuUs ?? []).median;
const rows = gateways.map(({ way, cpuUs }) => row(way.name, spreadOf(cpuUs)));
const text = [
  `# What it costs to look, ${today()}\n`,
  `${provenance()} In one process, upstreams in memory; ${ROUNDS} rounds of ${OPERATIONS} operations of eleven calls, ${AT_ONCE} at once, in turns; median (lowest–highest).\n`,
  '| | CPU per operation, µs | ÷ nobody looks |\n| --- | --- | --- |',
  ...rows,
  '',
].join('\n');
console.log(text);
writeText('recorder', text);

function row(name: string, cpuUs: Spread): string {
  return `| ${name} | ${printSpread(cpuUs)} | ${(cpuUs.median / base).toFixed(2)} |`;
}

function open({ settings = {}, observers }: Way): Overlap {
  const openUpstream: OverlapOptions['openUpstream'] = ({ name }, clock) => ({
    name,
    send: (request, context) => answer(request, context, clock.now),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  });
  // An own context keeps equal operations from being answered once.
  return createOverlap({
    typeDefs: TYPE_DEFS,
    settings,
    openUpstream,
    context: () => ({}),
    ...(observers && { observers }),
  });
}

async function answer(
  { url }: UpstreamRequest,
  { observe, tally }: CallContext,
  now: () => number,
): Promise<UpstreamOutcome> {
  if (tally !== undefined) tally.attempts += 1;
  observe?.({ kind: 'queued', atMs: now() });
  observe?.({ kind: 'attempt', number: 1, atMs: now() });
  observe?.({ kind: 'sent', newConnection: false, atMs: now() });
  observe?.({ kind: 'written', atMs: now() });
  await new Promise(setImmediate);
  const body = BODIES.get(new URL(url).pathname) ?? bytesOf(null);
  observe?.({ kind: 'first byte', status: 200, atMs: now() });
  observe?.({ kind: 'ended', bytes: body.length, atMs: now() });
  observe?.({ kind: 'cache', outcome: 'miss', status: 'overlap; fwd=uri-miss', atMs: now() });
  return { ok: true, value: { status: 200, headers: HEADERS, body } };
}

/** Microseconds of the processor per operation. */
async function run({ trace = false }: Way, overlap: Overlap, operations: number): Promise<number> {
  const operation = { document: DOCUMENT, headers: new Map<string, readonly string[]>(), signal: NEVER, trace };
  const first = await overlap.execute(operation);
  if (!isDeepStrictEqual(JSON.parse(JSON.stringify(first.data)), EXPECTED)) throw new Error('The answer is wrong.');
  const before = process.cpuUsage();
  for (let done = 0; done < operations; done += AT_ONCE) {
    await Promise.all(Array.from({ length: AT_ONCE }, () => overlap.execute(operation)));
  }
  const { user, system } = process.cpuUsage(before);
  return (user + system) / operations;
}

function bytesOf(value: unknown): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(value));
}
