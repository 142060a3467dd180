import { type ExecutionResult, parse, validate } from 'graphql';
import type { Cut, IncrementalResult } from '../../src/incremental/part.ts';
import { INCREMENTAL_RULES } from '../../src/incremental/rules.ts';
import { type Payload, type Writer, writeByIds, writeByPaths } from '../../src/incremental/writer.ts';
import { createOverlap, type Overlap, type OverlapOptions } from '../../src/overlap.ts';
import type { Clock } from '../../src/time/clock.ts';
import type { UpstreamOutcome } from '../../src/upstream/upstream.ts';
import { type MemoryAnswer, memoryUpstreams } from '../harness/memory-upstreams.ts';

/** A small graph over one source `s`, asked in parts and without sockets. */
export interface Graph {
  /** SDL after the link. */
  readonly types: string;
  /** Bodies by path (with the verb, unless it is a GET), or functions that make them; what is not there is a 404. */
  readonly answers: Readonly<Record<string, unknown>>;
  readonly settings?: OverlapOptions['settings'];
  readonly resolvers?: OverlapOptions['resolvers'];
  readonly clock?: Clock;
}

export interface AskedGraph extends AsyncDisposable {
  readonly overlap: Overlap;
  /** Calls so far, as `VERB path`. */
  calls(): readonly string[];
  /** Starts an operation. */
  start(query: string, options?: StartOptions): Promise<ExecutionResult | IncrementalResult>;
  /** All payloads of an operation, as a client sees them. */
  ask(query: string, options?: StartOptions): Promise<readonly Payload[]>;
}

export interface StartOptions {
  readonly cut?: Cut;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly signal?: AbortSignal;
  readonly deadlineMs?: number;
  readonly onError?: 'NULL' | 'PROPAGATE' | 'HALT';
  readonly trace?: boolean;
}

export function openGraph({ types, answers, settings = {}, resolvers, clock }: Graph): AskedGraph {
  const upstreams = memoryUpstreams(async ({ method, url }) => {
    const path = url.replace(/^http:\/\/[^/]+/, '');
    const body = answers[method === 'GET' ? path : `${method} ${path}`];
    if (body === undefined) return { status: 404 };
    const made: unknown = typeof body === 'function' ? await body() : body;
    return isAnswer(made) ? made.answer : { body: made };
  });
  const typeDefs = `extend schema @link(url: "https://specs.apollo.dev/connect/v0.4", import: ["@connect", "@source"])
    @source(name: "s", http: { baseURL: "http://s.example" })\n${types}`;
  const overlap = createOverlap({
    typeDefs,
    settings,
    openUpstream(options, ownClock) {
      const upstream = upstreams.openUpstream(options, ownClock);
      // What a caller of a real one is told when its time is up.
      const send: typeof upstream.send = (request, context) =>
        Promise.race([upstream.send(request, context), late(context.deadline.signal)]);
      return { ...upstream, send };
    },
    ...(resolvers && { resolvers }),
    ...(clock && { clock }),
  });

  const graph: AskedGraph = {
    overlap,
    calls: () => upstreams.calls.map((call) => call.replace(/http:\/\/[^/]+/, '')),
    async start(query, { cut = 'once', signal = NEVER, ...rest } = {}) {
      const document = parse(query);
      const faults = validate(overlap.schema, document, INCREMENTAL_RULES);
      if (faults.length > 0) throw new Error(faults.join('\n'));
      const operation = { document, headers: new Map(), signal, ...rest };
      return (await overlap.executeInParts?.(operation, cut)) ?? overlap.execute(operation);
    },
    async ask(query, options = {}) {
      const result = await graph.start(query, options);
      return payloadsOf(result, options.cut);
    },
    [Symbol.asyncDispose]: () => overlap[Symbol.asyncDispose](),
  };
  return graph;
}

function late(signal: AbortSignal): Promise<UpstreamOutcome> {
  return new Promise((resolve) => {
    const tell = (): void => resolve({ ok: false, failure: { kind: 'deadline' } });
    if (signal.aborted) tell();
    signal.addEventListener('abort', tell, { once: true });
  });
}

/** Every payload in the format that belongs to the cut; one, if the answer comes whole. */
export async function payloadsOf(
  result: ExecutionResult | IncrementalResult,
  cut: Cut = 'once',
): Promise<readonly Payload[]> {
  if (!('initial' in result)) return [plain(result)];
  const writer = writerFor(cut);
  const payloads = [plain(writer.first(result.initial))];
  for await (const part of result.later) {
    const payload = writer.later(part);
    if (payload !== undefined) payloads.push(plain(payload));
  }
  return payloads;
}

export function writerFor(cut: Cut): Writer {
  const format = (error: Parameters<Parameters<typeof writeByIds>[0]>[0]) => error.toJSON();
  return cut === 'whole' ? writeByPaths(format) : writeByIds(format);
}

/** As JSON; integers beyond 2^53 as text. */
export function plain(payload: object): Payload {
  const text = JSON.stringify(payload, (_key, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value));
  return JSON.parse(text) as Payload;
}

/** An answer that is more than a body. */
export function answering(answer: MemoryAnswer): { readonly answer: MemoryAnswer } {
  return { answer };
}

function isAnswer(body: unknown): body is { readonly answer: MemoryAnswer } {
  return typeof body === 'object' && body !== null && 'answer' in body;
}

/** Something that an upstream waits for. */
export function gate<Value>(): { open(value: Value): void; readonly passed: () => Promise<Value> } {
  const { promise, resolve } = Promise.withResolvers<Value>();
  return { open: resolve, passed: () => promise };
}

/** Lets all that is ready happen. */
export async function turns(count = 5): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

const NEVER = new AbortController().signal;
