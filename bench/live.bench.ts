/**
 * One board and ten thousand who watch it: what they cost the upstream, what each costs the server, and how soon all see a
 * change. The server has a process and a core of its own; upstream and viewers share the other. Run: `npm run bench:live`,
 * with another number of viewers behind it if that suits the machine better (each takes a file descriptor on both sides).
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { GatewayOperation } from '../src/gateway.ts';
import { createOverlap } from '../src/index.ts';
import { readOperation } from '../src/limits/read-operation.ts';
import { startServer } from '../src/server/start-server.ts';
import { CORES, startProcess } from './harness/start-process.ts';
import { short } from './harness/statistics.ts';

const EVERY_MS = 1_000;
const INTERVALS = 10;
const CHANGES = 5;
const CONNECTING_AT_ONCE = 200;
const WIDGETS = 20;
const QUERY = 'subscription { board { version widgets { id title value } } }';

const sockets: Socket[] = [];

const [, , first = '10000', origin = ''] = process.argv;
if (first === 'server') await serve(origin);
else await measure(Number(first));

/** A server that also tells, after collecting its garbage, what it holds. */
async function serve(upstream: string): Promise<void> {
  const nothing = (): void => {};
  const gateway = createOverlap({
    typeDefs: typeDefs(upstream),
    settings: { server: { port: 0, admin: { port: 0 } }, live: { maxStreams: 100_000 }, overload: false },
  });
  const server = await startServer(gateway, {
    logger: { debug: nothing, info: nothing, warn: console.error, error: console.error },
    extend(app) {
      app.get('/figures', async () => {
        globalThis.gc?.();
        globalThis.gc?.();
        const { rss, heapUsed, external } = process.memoryUsage();
        return { rss, heapUsed, external, topics: gateway.live?.topics };
      });
      app.get('/in-process', async (request) =>
        watchInProcess(Number(new URL(request.url, 'http://a').searchParams.get('n'))),
      );
    },
  });
  if (!server.ok) throw new Error(server.failure.message);
  process.once('SIGTERM', () => process.exit());
  console.log(`ready at ${server.value.url}`);

  /** Viewers without sockets: what a place in a topic takes. */
  async function watchInProcess(viewers: number): Promise<{ bytesEach: number; shown: number }> {
    const document = readOperation(gateway.schema, QUERY, gateway.settings.limits);
    if (!document.ok) throw new Error('The subscription does not fit the schema.');
    const operation: GatewayOperation = {
      document: document.value,
      headers: new Map(),
      signal: new AbortController().signal,
    };
    let shown = 0;
    const viewer = { show: () => void shown++, end: () => {} };
    globalThis.gc?.();
    const before = process.memoryUsage().heapUsed;
    const watches = Array.from({ length: viewers }, () => gateway.live?.watch(operation, viewer));
    await new Promise((resolve) => setTimeout(resolve, EVERY_MS / 2));
    globalThis.gc?.();
    const bytesEach = (process.memoryUsage().heapUsed - before) / viewers;
    for (const watch of watches) if (watch?.ok === true) watch.value.leave();
    return { bytesEach, shown };
  }
}

function typeDefs(upstream: string): string {
  return `
    extend schema @link(url: "https://specs.apollo.dev/connect/v0.3", import: ["@connect", "@source"])
      @source(name: "boards", http: { baseURL: "${upstream}" })
    type Query { board: Board @connect(source: "boards", http: { GET: "/board" }, selection: "version widgets { id title value }") }
    type Subscription {
      board: Board @poll(every: "${EVERY_MS}ms")
        @connect(source: "boards", http: { GET: "/board" }, selection: "version widgets { id title value }")
    }
    type Board { version: Int widgets: [Widget] }
    type Widget { id: ID! title: String value: Float }`;
}

interface Board {
  version: number;
  polls: number;
  notModified: number;
  /** When the present version was first given out. */
  givenAtMs: number;
}

async function measure(viewers: number): Promise<void> {
  const board: Board = { version: 1, polls: 0, notModified: 0, givenAtMs: 0 };
  const upstream = await startUpstream(board);
  const command = [process.execPath, '--expose-gc', fileURLToPath(import.meta.url), 'server', upstream.origin];
  await using server = await startProcess({ command, core: CORES.server });
  const get = async (path: string) =>
    (await fetch(`${server.origin}${path}`)).json() as Promise<Record<string, number>>;

  await watchOnce(server.origin); // warm
  const empty = await get('/figures');
  const seen = new Map<Socket, number>();
  const connectingMs = await timed(() => connectAll(server.origin, viewers, board, seen));
  await until(() => seen.size === viewers);
  const full = await get('/figures');

  const pollsBefore = board.polls;
  const unchangedBefore = board.notModified;
  await sleep(INTERVALS * EVERY_MS);
  const polls = board.polls - pollsBefore;
  const notModified = board.notModified - unchangedBefore;

  const rows: string[] = [];
  for (let change = 0; change < CHANGES; change += 1) {
    seen.clear();
    board.givenAtMs = 0;
    board.version += 1;
    await until(() => seen.size === viewers);
    const late = [...seen.values()].map((atMs) => atMs - board.givenAtMs).sort((a, b) => a - b);
    const at = (share: number): string => short(late[Math.min(late.length - 1, Math.floor(late.length * share))] ?? 0);
    rows.push(`| ${change + 1} | ${at(0)} | ${at(0.5)} | ${at(0.99)} | ${at(1)} |`);
  }
  const after = await get('/figures');
  const inProcess = await get(`/in-process?n=${viewers}`);

  const each = (name: string): string => short(((full[name] ?? 0) - (empty[name] ?? 0)) / viewers / 1024);
  const eachAfter = (name: string): string => short(((after[name] ?? 0) - (empty[name] ?? 0)) / viewers / 1024);
  console.log(
    `Node ${process.version}, ${viewers} event streams of one board with ${WIDGETS} widgets, polled every ${EVERY_MS} ms\n`,
  );
  console.log(
    `- the upstream was asked ${polls} times in ${INTERVALS} intervals (${notModified} of them answered 304); topics: ${full.topics}`,
  );
  console.log(`- all were connected after ${short(connectingMs)} ms`);
  console.log(
    `- memory of the server for each viewer, KiB: ${each('rss')} resident, of which ${each('heapUsed')} heap and ${each('external')} external; after ${CHANGES} changes ${eachAfter('rss')} resident, ${eachAfter('heapUsed')} heap`,
  );
  console.log(`- a viewer inside the process takes ${short(inProcess.bytesEach ?? 0)} bytes\n`);
  console.log('milliseconds from the moment the upstream gave out a change until a viewer had read it\n');
  console.log('| change | first | median | p99 | last |\n| --- | --- | --- | --- | --- |');
  console.log(rows.join('\n'));
  for (const socket of sockets) socket.destroy();
  upstream.close();
}

async function startUpstream(board: Board) {
  const server = createServer((request, response) => {
    board.polls += 1;
    const etag = `"v${board.version}"`;
    if (request.headers['if-none-match'] === etag) {
      board.notModified += 1;
      response.writeHead(304, { etag }).end();
      return;
    }
    if (board.givenAtMs === 0) board.givenAtMs = performance.now();
    const widgets = Array.from({ length: WIDGETS }, (_, id) => ({
      id,
      title: `Widget number ${id}`,
      value: id * board.version,
    }));
    response
      .writeHead(200, { etag, 'content-type': 'application/json' })
      .end(JSON.stringify({ version: board.version, widgets }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { origin: `http://127.0.0.1:${port}`, close: () => server.close() };
}

async function connectAll(origin: string, viewers: number, board: Board, seen: Map<Socket, number>): Promise<void> {
  const { port, host } = new URL(origin);
  const body = JSON.stringify({ query: QUERY });
  const request = `POST /graphql HTTP/1.1\r\nhost: ${host}\r\ncontent-type: application/json\r\naccept: text/event-stream\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
  for (let begun = 0; begun < viewers; begun += CONNECTING_AT_ONCE) {
    const some = Math.min(CONNECTING_AT_ONCE, viewers - begun);
    await Promise.all(
      Array.from({ length: some }, async () => {
        const socket = connect(Number(port), '127.0.0.1');
        sockets.push(socket);
        socket.on('error', () => {}); // the server ends first where something goes wrong
        const answered = once(socket, 'data');
        socket.on('data', (bytes) => {
          if (bytes.includes(`"version":${board.version},`)) seen.set(socket, performance.now());
        });
        socket.write(request);
        await answered;
      }),
    );
  }
}

async function watchOnce(origin: string): Promise<void> {
  const headers = { 'content-type': 'application/json', accept: 'text/event-stream' };
  const response = await fetch(`${origin}/graphql`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ query: QUERY }),
  });
  for await (const chunk of response.body ?? []) if (Buffer.from(chunk).includes('"version":1,')) break;
}

async function until(isSo: () => boolean): Promise<void> {
  const patienceMs = 60_000;
  for (let waitedMs = 0; !isSo(); waitedMs += 5) {
    if (waitedMs > patienceMs) throw new Error('Not all viewers have seen it.');
    await sleep(5);
  }
}

async function timed(work: () => Promise<void>): Promise<number> {
  const startMs = performance.now();
  await work();
  return performance.now() - startMs;
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
