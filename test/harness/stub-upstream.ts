import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** One request as it reached the stub. */
export interface StubCall {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  /** Name, value, name, value: as sent. */
  readonly rawHeaders: readonly string[];
  readonly body: string;
}

export interface StubReply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  /** Sent as JSON, unless it is a string or bytes, which are sent as they are. */
  readonly body?: unknown;
  readonly delayMs?: number;
}

/** A reply, what makes one, or (answering undefined) a handler that replied by itself. */
export type StubRoute =
  | StubReply
  | ((call: StubCall, response: ServerResponse) => StubReply | undefined | Promise<StubReply | undefined>);

export interface StubUpstream extends AsyncDisposable {
  readonly origin: string;
  readonly calls: readonly StubCall[];
  /** Requests that are being answered now. */
  readonly running: number;
  /** The most requests that were being answered at once. */
  readonly peak: number;
  /** Connections accepted so far. */
  readonly connections: number;
  /** Calls of a route, written like its key. */
  hits(route: string): number;
  /** Adds or replaces a route: `GET /users/1?x=2`, or without the query, or `*`. */
  on(route: string, reply: StubRoute): void;
}

/** A real HTTP server on a free port that counts what reaches it. An unknown route answers 404. */
export async function startStubUpstream(
  routes: Readonly<Record<string, StubRoute>> = {},
  onCall?: (call: StubCall) => void,
): Promise<StubUpstream> {
  const table = new Map(Object.entries(routes));
  const calls: StubCall[] = [];
  let connections = 0;
  let running = 0;
  let peak = 0;

  const server = createServer((request, response) => {
    running += 1;
    peak = Math.max(peak, running);
    response.once('close', () => {
      running -= 1;
    });
    void answer(request, response).catch((error: unknown) => response.destroy(error as Error));
  });
  server.on('connection', () => {
    connections += 1;
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url = '', headers, rawHeaders } = request;
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const call: StubCall = { method, url, headers, rawHeaders, body: Buffer.concat(chunks).toString() };
    calls.push(call);
    onCall?.(call);
    const route = routeOf(table, call) ?? { status: 404 };
    const reply = typeof route === 'function' ? await route(call, response) : route;
    if (reply === undefined) return;
    if (reply.delayMs !== undefined) await sleep(reply.delayMs);
    const body = bytesOf(reply.body);
    const type = typeof reply.body === 'string' ? 'text/plain' : 'application/json';
    response.writeHead(reply.status ?? 200, { 'content-type': type, 'content-length': body.length, ...reply.headers });
    response.end(body);
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;

  return {
    origin: `http://127.0.0.1:${port}`,
    calls,
    get running() {
      return running;
    },
    get peak() {
      return peak;
    },
    get connections() {
      return connections;
    },
    hits: (route) => calls.filter((call) => route === keyOf(call) || route === pathKeyOf(call)).length,
    on: (route, reply) => void table.set(route, reply),
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

function routeOf(table: ReadonlyMap<string, StubRoute>, call: StubCall): StubRoute | undefined {
  return table.get(keyOf(call)) ?? table.get(pathKeyOf(call)) ?? table.get('*');
}

function keyOf({ method, url }: StubCall): string {
  return `${method} ${url}`;
}

function pathKeyOf({ method, url }: StubCall): string {
  return `${method} ${url.split('?', 1)[0]}`;
}

function bytesOf(body: unknown): Uint8Array {
  if (body === undefined) return Buffer.alloc(0);
  if (body instanceof Uint8Array) return body;
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
}
