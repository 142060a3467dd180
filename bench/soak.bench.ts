import diagnostics from 'node:diagnostics_channel';
import { getEventListeners } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import { createOverlap } from '../src/index.ts';

/**
 * Whether anything grows: operations with 1 % of clients leaving and 1 % of upstream calls failing, and now and then
 * what is there: heap, sockets, timers, listeners. All four must be as flat at the end as at the beginning.
 *
 *     node --expose-gc bench/soak.bench.ts [operations, 100000] [at once, 50]
 */
const OPERATIONS = Number(process.argv[2] ?? 100_000);
const AT_ONCE = Number(process.argv[3] ?? 50);
const SAMPLES = Math.max(5, Math.ceil(OPERATIONS / 100_000));
/** A heap that is larger by this share at the end than on the second line is growing. */
const TOLERANCE = 0.15;

const READ = 'query ($n: Int!) { page(n: $n) { id name more rows { name owner { name } } } }';
const WRITE = 'mutation ($n: Int!) { note(n: $n) { id } }';

/** In a thread of its own, so that its heap is not ours. */
function serveUpstream(): void {
  let calls = 0;
  const server = createServer((request, response) => {
    calls += 1;
    request.resume();
    if (calls % 100 === 0) return fail(calls / 100, response);
    const ids = /ids=([\d,]+)/.exec(decodeURIComponent(request.url ?? ''))?.[1]?.split(',') ?? [];
    const row = (id: string) => ({ id, name: `Name ${id}`, owner: String(Number(id) % 50) });
    const body = ids.length > 0 ? ids.map(row) : { id: '1', name: 'One', rows: ['1', '2', '3', '4', '5'].map(row) };
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  server.listen(0, '127.0.0.1', () => parentPort?.postMessage((server.address() as AddressInfo).port));
}

/** In turn: a reset, an error, broken JSON, a body cut off, silence. */
function fail(turn: number, response: ServerResponse): void {
  switch (turn % 5) {
    case 0:
      return void response.socket?.resetAndDestroy();
    case 1:
      return void response.writeHead(503, { 'retry-after': '0' }).end();
    case 2:
      return void response.writeHead(200, { 'content-type': 'application/json' }).end('{"id":');
    case 3:
      return void response.writeHead(200, { 'content-length': '100' }).write('{', () => response.socket?.destroy());
  }
}

function graphOf(origin: string): string {
  return `extend schema @link(url: "https://specs.apollo.dev/connect/v0.3", import: ["@connect", "@source"])
    @source(name: "api", http: { baseURL: "${origin}" })
  type Query {
    page(n: Int!): Page @connect(source: "api", http: { GET: "/pages/{$args.n}" }, selection: "id name rows { id name owner: { id: owner } }")
  }
  type Note { id: ID name: String }
  type Mutation { note(n: Int!): Note @connect(source: "api", http: { POST: "/notes", body: "n: $args.n" }, selection: "id name") }
  type Page { id: ID name: String rows: [Row] more: String @connect(source: "api", http: { GET: "/more/{$this.id}" }, selection: "$.name") }
  type Row { id: ID name: String owner: Owner }
  type Owner @connect(
    source: "api", http: { GET: "/owners", queryParams: "ids: $batch.id->joinNotNull(',')" }, batch: { maxSize: 3 }, selection: "id name"
  ) { id: ID! name: String }`;
}

async function soak(): Promise<void> {
  const worker = new Worker(new URL(import.meta.url));
  const port = await new Promise<number>((resolve) => worker.once('message', resolve));
  const overlap = createOverlap({
    typeDefs: graphOf(`http://127.0.0.1:${port}`),
    settings: { deadline: '1s', sources: { api: { timeout: { attempt: '300ms' } } } },
  });
  // One signal for all who stay: whoever forgets a listener on it is found out.
  const stays = new AbortController().signal;
  const outcomes = { well: 0, partial: 0, left: 0 };
  let next = 0;

  const run = async (number: number): Promise<void> => {
    const client = new AbortController();
    const leaves = number % 100 === 50;
    if (leaves) setTimeout(() => client.abort(), number % 3);
    const query = number % 20 === 0 ? WRITE : READ;
    const signal = leaves ? client.signal : stays;
    const result = await overlap.query({ query, variables: { n: number % 1_000 }, signal });
    outcomes[leaves ? 'left' : result.errors === undefined ? 'well' : 'partial'] += 1;
  };

  const heaps: number[] = [];
  const sockets = watchSockets();
  console.log('operations   ops/s   heap MB   rss MB   sockets   timers   listeners');
  for (let sample = 1; sample <= SAMPLES; sample += 1) {
    const end = Math.round((OPERATIONS * sample) / SAMPLES);
    const [from, startMs] = [next, performance.now()];
    const client = async (): Promise<void> => {
      while (next < end) await run(next++);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, client));
    const rate = ((end - from) / (performance.now() - startMs)) * 1000;
    await new Promise((resolve) => setTimeout(resolve, 400)); // so that retries and time limits have run out
    globalThis.gc?.();
    const resources = process.getActiveResourcesInfo();
    const count = (name: string) => resources.filter((resource) => resource === name).length;
    const { heapUsed, rss } = process.memoryUsage();
    heaps.push(heapUsed / 1e6);
    const cells = [
      [String(end), 10],
      [rate.toFixed(0), 7],
      [(heapUsed / 1e6).toFixed(1), 9],
      [(rss / 1e6).toFixed(0), 8],
      [String(sockets.size), 9],
      [String(count('Timeout')), 8],
      [String(getEventListeners(stays, 'abort').length), 11],
    ] as const;
    console.log(cells.map(([text, width]) => text.padStart(width)).join(' '));
  }

  const first = heaps[1] ?? Number.NaN; // the first is warming up
  const last = heaps.at(-1) ?? 0;
  await overlap[Symbol.asyncDispose]();
  await new Promise((resolve) => setTimeout(resolve, 50));
  const timers = process.getActiveResourcesInfo().filter((name) => name === 'Timeout');
  console.log(`well ${outcomes.well}, partial ${outcomes.partial}, left ${outcomes.left}; Node ${process.version}`);
  const change = ((last / first - 1) * 100).toFixed(1);
  console.log(
    `heap: ${change} % since the second line; after closing: ${sockets.size} sockets, ${timers.length} timers`,
  );
  if (globalThis.gc === undefined) console.log('Without --expose-gc the heap figures are noise.');
  else if (last > first * (1 + TOLERANCE)) process.exitCode = 1;
  await worker.terminate();
}

/** The sockets that the HTTP client has opened and nobody has closed yet, idle ones too. */
function watchSockets(): ReadonlySet<Socket> {
  const open = new Set<Socket>();
  diagnostics.subscribe('undici:client:connected', (message) => {
    const { socket } = message as { readonly socket: Socket };
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  return open;
}

if (isMainThread) await soak();
else serveUpstream();
