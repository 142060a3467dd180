import { createOverlap, type OverlapOptions, type OverlapQuery } from '../../src/overlap.ts';
import { type MemoryAnswer, memoryUpstreams } from '../harness/memory-upstreams.ts';

/** Both, for `describe.for`. */
export const ENGINES = ['compiled', 'resolvers'] as const;
export type EngineName = (typeof ENGINES)[number];

/** A small graph, asked without sockets. */
export interface Asked {
  readonly engine: EngineName;
  /** SDL after the link; its source is `s`. */
  readonly types: string;
  /** Bodies by path (with the verb, unless it is a GET); what is not there is a 404. */
  readonly answers: Readonly<Record<string, unknown>>;
  readonly settings?: OverlapOptions['settings'];
}

/** The result of a query as a client sees it, and the calls it took as `VERB path body`. */
export async function ask({ engine, types, answers, settings = {} }: Asked, query: string | OverlapQuery) {
  const upstreams = memoryUpstreams(({ method, url }) => answerOf(answers, method, url.replace(/^http:\/\/[^/]+/, '')));
  const typeDefs = `extend schema @link(url: "https://specs.apollo.dev/connect/v0.4", import: ["@connect", "@source"])
    @source(name: "s", http: { baseURL: "http://s.example" })\n${types}`;
  await using overlap = createOverlap({ typeDefs, engine, settings, openUpstream: upstreams.openUpstream });
  const result = await overlap.query(typeof query === 'string' ? { query } : query);
  const { data, errors } = JSON.parse(JSON.stringify(result)) as { data?: unknown; errors?: readonly AskedError[] };
  return { data, errors: errors ?? [], calls: upstreams.calls.map((call) => call.replace(/http:\/\/[^/]+/, '')) };
}

export interface AskedError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly locations?: readonly { readonly line: number; readonly column: number }[];
  readonly extensions?: { readonly code?: string };
}

function answerOf(answers: Asked['answers'], method: string, path: string): MemoryAnswer {
  const body = answers[method === 'GET' ? path : `${method} ${path}`];
  if (body === undefined) return { status: 404 };
  return isAnswer(body) ? body.answer : { body };
}

/** An answer that is more than a body. */
export function answering(answer: MemoryAnswer): { readonly answer: MemoryAnswer } {
  return { answer };
}

function isAnswer(body: unknown): body is { readonly answer: MemoryAnswer } {
  return typeof body === 'object' && body !== null && 'answer' in body;
}

/** `Cannot return null …` with the place where it stood. */
export function nullAt(coordinate: string, ...path: readonly (string | number)[]) {
  return { message: `Cannot return null for non-nullable field ${coordinate}.`, path };
}

/** Only what a test speaks of. */
export function told(errors: readonly AskedError[]) {
  return errors.map(({ message, path }) => ({ message, path }));
}
