import { createOverlap } from '../../../src/overlap.ts';
import { startServer } from '../../../src/server/start-server.ts';
import type { SettingsInput } from '../../../src/settings/settings-schema.ts';
import { type StubUpstream, startStubUpstream } from '../../harness/stub-upstream.ts';
import { type RecordingLogger, recordingLogger } from '../fake-gateway.ts';

const types = (origin: string): string => `
extend schema @link(url: "https://specs.apollo.dev/connect/v0.4", import: ["@connect", "@source"])
  @source(name: "s", http: { baseURL: "${origin}" })
type Query {
  hero: Hero @connect(source: "s", http: { GET: "/hero" }, selection: "id name friends { id name } tags")
}
type Mutation {
  rename(name: String!): Hero @connect(source: "s", http: { POST: "/hero", body: "name: $args.name" }, selection: "id name friends { id name } tags")
}
type Hero {
  id: ID!
  name: String
  friends: [Friend!]
  tags: [String!]
  slow: String @connect(source: "s", http: { GET: "/slow/{$this.id}" }, selection: "$.text")
  broken: String @connect(source: "s", http: { GET: "/broken" }, selection: "$.text")
  must: String! @connect(source: "s", http: { GET: "/broken" }, selection: "$.text")
}
type Friend { id: ID! name: String }
`;

export const HERO = {
  id: '1',
  name: 'Luke',
  friends: [
    { id: '2', name: 'Han' },
    { id: '3', name: 'Leia' },
    { id: '4', name: 'Chewbacca' },
  ],
  tags: ['jedi', 'pilot'],
};

export interface PartsServer extends AsyncDisposable {
  readonly url: string;
  readonly upstream: StubUpstream;
  readonly logger: RecordingLogger;
  /** Lets the slow upstream answer. */
  release(): void;
  /** Ends it politely. */
  drain(): Promise<void>;
  /** Asks as a POST of JSON. */
  post(query: string, headers?: Readonly<Record<string, string>>, more?: RequestInit): Promise<Response>;
}

/** A real server over one upstream, of which `/slow/…` answers when it is released. */
export async function startPartsServer(settings: SettingsInput = {}): Promise<PartsServer> {
  const slow = Promise.withResolvers<void>();
  const upstream = await startStubUpstream({
    'GET /hero': { headers: { 'cache-control': 'max-age=60' }, body: HERO },
    'POST /hero': { body: HERO },
    'GET /broken': { status: 500, body: {} },
    'GET /slow/1': async () => {
      await slow.promise;
      return { body: { text: 'at last' } };
    },
  });
  const logger = recordingLogger();
  const overlap = createOverlap({
    typeDefs: types(upstream.origin),
    settings: {
      mode: 'development',
      deadline: '1h',
      deferDeadline: '1h',
      sourceDefaults: { timeout: { connect: '1h', attempt: '1h', queue: '1h' }, retry: { enabled: false } },
      server: { port: 0 },
      ...settings,
    },
  });
  const started = await startServer(overlap, { logger, drain: { noticeMs: 0, maxMs: 5_000 } });
  if (!started.ok) throw new Error(started.failure.message);
  const server = started.value;
  return {
    url: `${server.url.replace(/\/graphql$/, '')}/graphql`,
    upstream,
    logger,
    release: () => slow.resolve(),
    drain: () => server.drain(),
    post(query, headers = {}, more = {}) {
      return fetch(`${server.url.replace(/\/graphql$/, '')}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ query }),
        ...more,
      });
    },
    async [Symbol.asyncDispose]() {
      slow.resolve();
      await server[Symbol.asyncDispose]();
      await overlap[Symbol.asyncDispose]();
      await upstream[Symbol.asyncDispose]();
    },
  };
}

/** Reads a body bit by bit. */
export function readerOf(response: Response): { until(text: string): Promise<string>; rest(): Promise<string> } {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let read = '';
  return {
    async until(text) {
      while (!read.includes(text)) {
        const chunk = await reader?.read();
        if (chunk === undefined || chunk.done) throw new Error(`ended without ${text}: ${read}`);
        read += chunk.value;
      }
      return read;
    },
    async rest() {
      for (;;) {
        const chunk = await reader?.read();
        if (chunk === undefined || chunk.done) return read;
        read += chunk.value;
      }
    },
  };
}
