import diagnostics from 'node:diagnostics_channel';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ExecutionResult } from 'graphql';
import { createOverlap, type Overlap } from '../../src/index.ts';
import { answers, type Fault, type FaultRequest } from './fault-catalogue/fault.ts';
import { MAX_RESPONSE_BYTES, prepareBombs } from './fault-catalogue/sizes.ts';
import { type FaultyUpstream, type RawRequest, startFaultyUpstream } from './faulty-upstream.ts';
import { createLoopClock } from './loop-clock.ts';
import { type StubUpstream, startStubUpstream } from './stub-upstream.ts';

/** Where in a response a fault can strike. Each place has a source of its own, all at the faulty upstream. */
export const PLACES = ['alone', 'root', 'nested', 'list', 'batch', 'unsafe'] as const;
export type Place = (typeof PLACES)[number];

/** What became of one operation that met the fault in one place. */
export interface PlaceReport {
  readonly result: ExecutionResult;
  readonly elapsedMs: number;
  /** Paths at which the fault may be seen. */
  readonly struck: readonly Path[];
  /** The next call of the same source, which is a healthy one. */
  readonly next: ExecutionResult;
}

export type Path = readonly (string | number)[];

export interface FaultReport {
  readonly places: Readonly<Record<Place, PlaceReport>>;
  readonly requests: readonly RawRequest[];
  /** Bytes read of each connection to the faulty upstream. */
  readonly bytesRead: readonly number[];
  /** Connections that had carried a fault which no connection survives, and did not close. */
  readonly lingering: number;
  /** How long the gateway took to close, and the connections that were open after that. */
  readonly closedAfterMs: number;
  readonly leftOpen: number;
}

export interface LaboratoryOptions {
  readonly attemptMs: number;
  readonly deadlineMs: number;
}

/** A healthy upstream, and one to which nobody may be led, for as many faults as there are. */
export interface Laboratory extends AsyncDisposable {
  /** The response of a place when all is well; asked once. */
  wellResult(place: Place): Promise<ExecutionResult>;
  run(fault: Fault, options: LaboratoryOptions): Promise<FaultReport>;
  /** Requests that reached the place to which nobody may be led. */
  readonly strayed: number;
}

export async function openLaboratory(): Promise<Laboratory> {
  prepareBombs();
  const healthy = await startHealthyUpstream();
  const elsewhere = await startStubUpstream();
  const connections = watchConnections();
  const wellResults = new Map<Place, Promise<ExecutionResult>>();

  const ask = async (fault: Fault | undefined, options: LaboratoryOptions): Promise<FaultReport> => {
    await using faulty = await startStruck(fault, elsewhere.origin);
    using clock = createLoopClock();
    const overlap = createOverlap({
      clock,
      typeDefs: schemaOf(healthy.origin, addressOf(fault, faulty)),
      settings: settingsOf(options, fault),
    });
    const reports = await Promise.all(
      PLACES.map(async (place) => [place, await askAt(place, overlap, fault)] as const),
    );
    const lingering = breaksConnections(fault) ? await stillOpen(() => struckConnections(faulty), PATIENCE_MS) : 0;
    const startMs = performance.now();
    await overlap[Symbol.asyncDispose]();
    return {
      places: Object.fromEntries(reports) as unknown as FaultReport['places'],
      requests: faulty.requests,
      bytesRead: connections.to(faulty.origin).map(({ bytesRead }) => bytesRead),
      lingering,
      closedAfterMs: performance.now() - startMs,
      leftOpen: await stillOpen(() => faulty.open, PATIENCE_MS),
    };
  };

  return {
    run: ask,
    wellResult(place) {
      if (wellResults.size === 0) {
        const report = ask(undefined, { attemptMs: 5_000, deadlineMs: 10_000 });
        for (const each of PLACES)
          wellResults.set(
            each,
            report.then(({ places }) => places[each].result),
          );
      }
      return wellResults.get(place) ?? Promise.reject(new Error('No such place.'));
    },
    get strayed() {
      return elsewhere.calls.length;
    },
    async [Symbol.asyncDispose]() {
      connections[Symbol.dispose]();
      await Promise.all([healthy, elsewhere].map((stub) => stub[Symbol.asyncDispose]()));
    },
  };
}

const ROWS = Array.from({ length: 10 }, (_, id) => ({ id, label: `Row ${id}`, part: `p${id}` }));
const STRUCK_ROWS = [2, 5, 7];
const CHUNK = 5;

function startHealthyUpstream(): Promise<StubUpstream> {
  return startStubUpstream({
    'GET /health': { body: { status: 'up', version: 12345678901234 } },
    'GET /page': { body: { id: 1, title: 'A page — with "quotes"' } },
    'GET /rows': { body: ROWS },
    'POST /note': { body: { status: 'noted', version: 1 } },
  });
}

function schemaOf(healthy: string, faulty: string): string {
  const source = (name: string, origin: string) => `@source(name: "${name}", http: { baseURL: "${origin}" })`;
  const probes = PLACES.map(
    (place) =>
      `${place}Probe: Thing @connect(source: "${place}", http: { GET: "/probe/${place}" }, selection: "id name")`,
  );
  return `extend schema @link(url: "https://specs.apollo.dev/connect/v0.3", import: ["@connect", "@source"])
    ${source('healthy', healthy)} ${PLACES.map((place) => source(place, faulty)).join(' ')}
  type Query {
    health: Health @connect(source: "healthy", http: { GET: "/health" }, selection: "status version")
    page: Page @connect(source: "healthy", http: { GET: "/page" }, selection: "id title")
    rows: [Row] @connect(source: "healthy", http: { GET: "/rows" }, selection: "id label part: { id: part }")
    alone: Thing @connect(source: "alone", http: { GET: "/alone" }, selection: "id name")
    root: Thing @connect(source: "root", http: { GET: "/root" }, selection: "id name")
    ${probes.join('\n')}
  }
  type Mutation {
    act(n: Int): Thing @connect(source: "unsafe", http: { POST: "/act", body: "n: $args.n" }, selection: "id name")
    note: Health @connect(source: "healthy", http: { POST: "/note", body: "a: $('b')" }, selection: "status version")
  }
  type Health { status: String version: ID }
  type Thing { id: ID name: String }
  type Page {
    id: ID! title: String
    thing: Thing @connect(source: "nested", http: { GET: "/nested/{$this.id}" }, selection: "id name")
  }
  type Row {
    id: ID! label: String part: Part
    thing: Thing @connect(source: "list", http: { GET: "/items/{$this.id}" }, selection: "id name")
  }
  type Part @connect(
    source: "batch", http: { GET: "/parts", queryParams: "ids: $batch.id->joinNotNull(',')" }, batch: { maxSize: ${CHUNK} }
    selection: "id name"
  ) { id: ID! name: String }`;
}

const HEALTH = 'health { status version }';

const OPERATIONS: Readonly<Record<Place, string>> = {
  alone: '{ alone { id name } }',
  root: `{ ${HEALTH} root { id name } page { id title } rows { id label } }`,
  nested: `{ rows { id label } page { id thing { id name } title } ${HEALTH} }`,
  list: `{ page { id title } rows { id thing { id name } label } ${HEALTH} }`,
  batch: `{ ${HEALTH} rows { id part { id name } label } page { title } }`,
  unsafe: 'mutation { before: note { status version } act(n: 1) { id name } note { status version } }',
};

function settingsOf({ attemptMs, deadlineMs }: LaboratoryOptions, fault: Fault | undefined) {
  const source = {
    timeout: { connect: `${connectTimeoutFor(fault)}ms`, attempt: `${attemptMs}ms`, queue: `${PATIENCE_MS}ms` },
    maxResponseBytes: MAX_RESPONSE_BYTES,
    ...(fault?.connections !== undefined && { connections: fault.connections }),
  };
  return { deadline: `${deadlineMs}ms`, sources: Object.fromEntries(PLACES.map((place) => [place, source])) };
}

/** Sockets are timed by the machine's clock: only where no connection shall ever be made the time for it is short. */
export function connectTimeoutFor(fault: Fault | undefined): number {
  const isElsewhere = fault?.address !== undefined || fault?.greet !== undefined;
  const isUnreachable = fault?.outcome.kind === 'error' && fault.outcome.code === 'UPSTREAM_UNREACHABLE';
  return isElsewhere && isUnreachable ? 200 : PATIENCE_MS;
}

/** For what comes in milliseconds, unless the machine is busy. */
const PATIENCE_MS = 30_000;

async function askAt(place: Place, overlap: Overlap, fault: Fault | undefined): Promise<PlaceReport> {
  const startMs = performance.now();
  const result = await overlap.query({ query: OPERATIONS[place] });
  const elapsedMs = performance.now() - startMs;
  await sleep(20); // what an upstream does to idle connections, it does now
  const next = await overlap.query({ query: `{ ${place}Probe { id name } }` });
  return { result: plain(result), elapsedMs, struck: struckPaths(place, fault?.all === true), next: plain(next) };
}

/** As a client reads it. */
function plain(result: ExecutionResult): ExecutionResult {
  return JSON.parse(JSON.stringify(result));
}

function struckPaths(place: Place, all: boolean): readonly Path[] {
  const rows = ROWS.map(({ id }) => id);
  switch (place) {
    case 'alone':
    case 'root':
      return [[place]];
    case 'nested':
      return [['page', 'thing']];
    case 'list':
      return (all ? rows : STRUCK_ROWS).map((row) => ['rows', row, 'thing']);
    case 'batch':
      return (all ? rows : rows.slice(0, CHUNK)).map((row) => ['rows', row, 'part']);
    case 'unsafe':
      return [['act']];
  }
}

function isStruck(target: string): boolean {
  return (
    ['/alone', '/root', '/nested/1', '/act'].includes(target) ||
    STRUCK_ROWS.some((row) => target === `/items/${row}`) ||
    target.startsWith('/parts?ids=p0')
  );
}

/** An upstream that meets the requests of the places with the fault, and all others as a well server would. */
export async function startStruck(fault: Fault | undefined, elsewhere: string): Promise<FaultyUpstream> {
  const seen = new Map<string, number>();
  return startFaultyUpstream((raw) => {
    const { line, target } = requestLine(raw);
    const before = seen.get(line) ?? 0;
    seen.set(line, before + 1);
    const request: FaultRequest = { ...raw, before, elsewhere, well: wellAnswer(target) };
    if (fault !== undefined && (fault.all === true || isStruck(target))) fault.behave(request);
    else answers()(request);
  }, fault?.greet);
}

function requestLine({ head }: RawRequest): { readonly line: string; readonly target: string } {
  const line = head.slice(0, head.indexOf('\r\n'));
  return { line, target: decodeURIComponent(line.split(' ')[1] ?? '') };
}

function wellAnswer(target: string): string {
  const thing = (id: string) => ({ id, name: `Name of ${id}` });
  const ids = /^\/parts\?ids=(.*)$/.exec(target)?.[1];
  return JSON.stringify(ids === undefined ? thing(target) : ids.split(',').map(thing));
}

/** Where a source finds the fault. */
export function addressOf(fault: Fault | undefined, { origin }: FaultyUpstream): string {
  return fault?.address?.replace('{host}', new URL(origin).host) ?? origin;
}

/** After these nobody knows where the next answer would begin. */
function breaksConnections(fault: Fault | undefined): boolean {
  const code = fault?.outcome.kind === 'error' ? fault.outcome.code : undefined;
  return code === 'UPSTREAM_UNREACHABLE' || code === 'UPSTREAM_TIMEOUT';
}

function struckConnections({ requests }: FaultyUpstream): number {
  const struck = requests.filter((request) => isStruck(requestLine(request).target));
  return new Set(struck.filter(({ socket }) => !socket.destroyed).map(({ socket }) => socket)).size;
}

/** How many are there when time is up; less time if none. */
async function stillOpen(count: () => number, maxMs: number): Promise<number> {
  const untilMs = performance.now() + maxMs;
  while (count() > 0 && performance.now() < untilMs) await sleep(5);
  return count();
}

/** The HTTP client tells of every connection it makes. */
function watchConnections(): Disposable & { to(origin: string): readonly Socket[] } {
  const byPort = new Map<number, Socket[]>();
  const onConnected = (message: unknown) => {
    const { socket } = message as { readonly socket: Socket };
    const port = socket.remotePort ?? 0;
    byPort.set(port, [...(byPort.get(port) ?? []), socket]);
  };
  diagnostics.subscribe('undici:client:connected', onConnected);
  return {
    to: (origin) => byPort.get(Number(new URL(origin).port)) ?? [],
    [Symbol.dispose]: () => void diagnostics.unsubscribe('undici:client:connected', onConnected),
  };
}
