/**
 * How late answers are when upstreams hang: a gateway of its own process, an upstream that takes every call and answers
 * none, and clients who measure until the last byte of the answer. Beside it a bare server whose timer rings at the
 * deadline, to tell our lateness from the machine's. Run: `npm run bench:deadline`.
 */
import { Agent, createServer as createHttpServer, request } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { createOverlap } from '../src/index.ts';
import { startServer } from '../src/server/start-server.ts';
import { CORES, startProcess } from './harness/start-process.ts';
import { short } from './harness/statistics.ts';

const DEADLINE_MS = 200;
const OPERATIONS = 200;
const WARM_UP = 100;

const ANSWER = {
  errors: [{ message: '', path: ['far'], extensions: { code: 'DEADLINE_EXCEEDED' } }],
  data: { near: 'here', far: null },
};

const [, , role, hanging = ''] = process.argv;
if (role === 'gateway') await serveGateway(hanging);
else if (role === 'bare') serveBare();
else await measure();

function serveBare(): void {
  const server = createHttpServer((request, response) => {
    request.resume();
    setTimeout(() => response.end(JSON.stringify(ANSWER)), DEADLINE_MS);
  });
  server.listen(0, '127.0.0.1', () => {
    console.log(`ready at http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  });
}

async function serveGateway(hanging: string): Promise<void> {
  const nothing = (): void => {};
  const typeDefs = `extend schema
    @link(url: "https://specs.apollo.dev/connect/v0.4", import: ["@source", "@connect"])
    @source(name: "hanging", http: { baseURL: "${hanging}" })
  type Query {
    near: String @connect(selection: "$('here')")
    far(n: Int!): String @connect(source: "hanging", http: { GET: "/far/{$args.n}" }, selection: "$")
  }`;
  const settings = { server: { port: 0, admin: { port: 0 } }, deadline: `${DEADLINE_MS}ms` };
  const server = await startServer(createOverlap({ typeDefs, settings }), {
    logger: { debug: nothing, info: nothing, warn: console.error, error: console.error },
  });
  if (!server.ok) throw new Error(server.failure.message);
  process.once('SIGTERM', () => process.exit());
  console.log(`ready at ${server.value.url}`);
}

async function measure(): Promise<void> {
  let calls = 0;
  const upstream = createServer((socket) => {
    socket.on('data', () => (calls += 1)).on('error', () => {});
  });
  await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
  const hanging = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`;
  const command = [process.execPath, fileURLToPath(import.meta.url)];
  await using gateway = await startProcess({ command: [...command, 'gateway', hanging], core: CORES.server });
  await using bare = await startProcess({ command: [...command, 'bare'], core: CORES.server });
  const servers = { Overlap: gateway.origin, 'bare timer': bare.origin };
  const agent = new Agent({ keepAlive: true });
  for (const origin of Object.values(servers)) {
    await Promise.all(Array.from({ length: WARM_UP }, (_, n) => ask(origin, agent, n)));
  }

  console.log(`Node ${process.version}, deadline ${DEADLINE_MS} ms, ${OPERATIONS} operations per row`);
  console.log('milliseconds after the deadline at which the whole answer was there (negative: before it)\n');
  console.log('| server | at once | min | median | p99 | max |');
  console.log('| --- | --- | --- | --- | --- | --- |');
  let next = WARM_UP;
  for (const atOnce of [1, 50]) {
    for (const [name, origin] of Object.entries(servers)) {
      const end = next + OPERATIONS;
      const lateness: number[] = [];
      const client = async (): Promise<void> => {
        while (next < end) lateness.push((await ask(origin, agent, next++)) - DEADLINE_MS);
      };
      await Promise.all(Array.from({ length: atOnce }, client));
      console.log(`| ${[name, atOnce, ...[0, 0.5, 0.99, 1].map((ratio) => at(ratio, lateness))].join(' | ')} |`);
    }
  }
  if (calls < WARM_UP + 2 * OPERATIONS) throw new Error(`Only ${calls} calls reached the upstream.`);
  agent.destroy();
  upstream.close();
}

function at(ratio: number, values: readonly number[]): string {
  const sorted = [...values].sort((a, b) => a - b);
  const value = sorted[Math.max(0, Math.ceil(ratio * sorted.length) - 1)] ?? Number.NaN;
  return `${value < 0 ? '-' : ''}${short(Math.abs(value))}`;
}

/** What the client waited for the whole of the right answer, in milliseconds. */
async function ask(origin: string, agent: Agent, n: number): Promise<number> {
  const body = JSON.stringify({ query: 'query ($n: Int!) { near far(n: $n) }', variables: { n } });
  const startMs = performance.now();
  const text = await new Promise<string>((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    const sent = request(`${origin}/graphql`, { method: 'POST', agent, headers }, (response) => {
      let said = '';
      response.setEncoding('utf8').on('data', (part: string) => {
        said += part;
      });
      response.on('end', () => resolve(said)).on('error', reject);
    });
    sent.on('error', reject).end(body);
  });
  const waitedMs = performance.now() - startMs;
  const { data, errors } = JSON.parse(text);
  const isRight = isDeepStrictEqual(data, ANSWER.data) && errors?.[0]?.extensions?.code === 'DEADLINE_EXCEEDED';
  if (!isRight) throw new Error(`Not the right answer: ${text}`);
  return waitedMs;
}
