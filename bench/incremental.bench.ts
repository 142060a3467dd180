/**
 * What `@defer` gains and what it costs: how soon the first part is there beside a deferred call of 200 ms, for each
 * format and coding, and what each later piece costs, beside the same operation whole. One process; upstream, gateway and
 * client share it, so the times are upper bounds. Run: `npm run bench:incremental`.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parse } from 'graphql';
import type { Cut } from '../src/incremental/part.ts';
import { createOverlap, type Overlap } from '../src/overlap.ts';
import { startServer } from '../src/server/start-server.ts';
import { printSpread, short, spreadOf } from './harness/statistics.ts';

const SLOW_MS = 200;
const ASKED = 30;
const ROWS = 1_000;
const RUNS = 7;
const REPEATS = 20;

const upstream = createServer((request, response) => {
  const body =
    request.url === '/rows'
      ? Array.from({ length: ROWS }, (_, id) => ({ id, name: `row ${id}`, note: 'x'.repeat(20) }))
      : { text: 'here' };
  const answer = (): void => {
    response.setHeader('content-type', 'application/json').setHeader('cache-control', 'max-age=3600');
    response.end(JSON.stringify(body));
  };
  if (request.url?.startsWith('/slow')) setTimeout(answer, SLOW_MS);
  else answer();
});
await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
const origin = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`;

const overlap = createOverlap({
  typeDefs: `extend schema
    @link(url: "https://specs.apollo.dev/connect/v0.4", import: ["@source", "@connect"])
    @source(name: "s", http: { baseURL: "${origin}" })
  type Query {
    near: Text @connect(source: "s", http: { GET: "/near" }, selection: "text")
    slow(n: Int!): Text @connect(source: "s", http: { GET: "/slow/{$args.n}" }, selection: "text")
    rows: [Row] @connect(source: "s", http: { GET: "/rows" }, selection: "id name note")
  }
  type Text { text: String }
  type Row { id: ID name: String note: String }`,
  settings: { server: { port: 0, admin: { port: 0 } } },
});
const nothing = (): void => {};
const started = await startServer(overlap, {
  logger: { debug: nothing, info: nothing, warn: console.error, error: console.error },
});
if (!started.ok) throw new Error(started.failure.message);
const url = started.value.url;

await firstParts(url);
await pieces(overlap);

await started.value[Symbol.asyncDispose]();
await overlap[Symbol.asyncDispose]();
upstream.closeAllConnections();
upstream.close();

async function firstParts(url: string): Promise<void> {
  console.log(`first byte and last, ms, beside a deferred call of ${SLOW_MS} ms; median (least–most) of ${ASKED}\n`);
  console.log('| asked as | coding | first part | whole |\n| --- | --- | ---: | ---: |');
  let n = 0;
  const kinds = [
    ['application/json', 'identity'],
    ['multipart/mixed;deferSpec=20220824', 'identity'],
    ['multipart/mixed;incrementalSpec=v0.2', 'identity'],
    ['multipart/mixed;incrementalSpec=v0.2', 'gzip'],
    ['multipart/mixed;incrementalSpec=v0.2', 'br'],
    ['text/event-stream', 'identity'],
  ] as const;
  for (const [accept, coding] of kinds) {
    const first: number[] = [];
    const whole: number[] = [];
    for (let run = 0; run < ASKED + 5; run += 1) {
      n += 1;
      const startMs = performance.now();
      const response = await fetch(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          accept: `${accept}, application/json`,
          'accept-encoding': coding,
        },
        body: JSON.stringify({
          query: 'query Q($n: Int!) { near { text } ... @defer { slow(n: $n) { text } } }',
          variables: { n },
        }),
      });
      let text = '';
      let firstMs = 0;
      for await (const chunk of response.body ?? []) {
        if (text === '') firstMs = performance.now() - startMs;
        text += Buffer.from(chunk as Uint8Array).toString();
      }
      if (!text.includes('"near":{"text":"here"}') || !text.includes('"slow":{"text":"here"}')) throw new Error(text);
      if (run < 5) continue; // warm up
      first.push(firstMs);
      whole.push(performance.now() - startMs);
    }
    console.log(`| \`${accept}\` | ${coding} | ${printSpread(spreadOf(first))} | ${printSpread(spreadOf(whole))} |`);
  }
}

async function pieces(overlap: Overlap): Promise<void> {
  const operations = [
    ['nothing deferred', '{ rows { id name note } }', undefined],
    ['@defer on each row, once', '{ rows { id ... @defer { name note } } }', 'once'],
    ['@defer on each row, whole', '{ rows { id ... @defer { name note } } }', 'whole'],
    ['@stream, all rows', '{ rows @stream { id name note } }', 'once'],
  ] as const;
  console.log(`\n${ROWS} rows of kept data, CPU; median (least–most) of ${RUNS} runs of ${REPEATS}\n`);
  console.log('| operation | ms each | µs more per piece |\n| --- | ---: | ---: |');
  let base = 0;
  for (const [name, query, cut] of operations) {
    const document = parse(query);
    const samples: number[] = [];
    for (let run = 0; run < RUNS + 1; run += 1) {
      const before = process.cpuUsage();
      for (let repeat = 0; repeat < REPEATS; repeat += 1) await once(overlap, document, cut);
      const { user, system } = process.cpuUsage(before);
      if (run > 0) samples.push((user + system) / 1_000 / REPEATS);
    }
    const spread = spreadOf(samples);
    if (cut === undefined) base = spread.median;
    const more = cut === undefined ? '–' : short(((spread.median - base) * 1_000) / ROWS);
    console.log(`| ${name} | ${printSpread(spread)} | ${more} |`);
  }
}

async function once(overlap: Overlap, document: ReturnType<typeof parse>, cut: Cut | undefined): Promise<void> {
  const operation = { document, headers: new Map(), signal: new AbortController().signal };
  const result = cut === undefined ? await overlap.execute(operation) : await overlap.executeInParts(operation, cut);
  if (!('initial' in result)) {
    if ((result.data?.rows as unknown[] | undefined)?.length !== ROWS) throw new Error(JSON.stringify(result));
    return;
  }
  let told = 0;
  for await (const { incremental = [] } of result.later) {
    for (const record of incremental) told += 'items' in record ? record.items.length : 1;
  }
  if (told !== ROWS) throw new Error(`${told} pieces`);
}
