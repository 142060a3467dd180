import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** How a demo upstream can be broken. `none`: it works, with its own manners. */
export const FAILURES = ['none', 'refuse', 'hang', 'reset', 'html', '503'] as const;
export type Failure = (typeof FAILURES)[number];

/** The two switches of an upstream. */
export interface Control {
  readonly latencyMs: number;
  readonly failure: Failure;
}

export interface ServiceRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** The parsed JSON body; `undefined` without one. */
  readonly body: unknown;
}

/** A string body is sent as it is, anything else as JSON; no body: nothing. */
export interface ServiceReply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** What one of the seven knows: pure but for small counters of its own. */
export interface Service {
  readonly name: string;
  /** What makes it different from the others, in one sentence for people. */
  readonly manners: string;
  readonly latencyMs: number;
  /** A path to try first. */
  readonly example: string;
  answer(request: ServiceRequest): ServiceReply;
}

/** A {@link Service} on a port of its own, with a switch to break it. */
export interface DemoUpstream extends AsyncDisposable {
  readonly name: string;
  readonly manners: string;
  /** `http://127.0.0.1:PORT`, the same before and after a refusal. */
  readonly url: string;
  readonly example: string;
  readonly control: Control;
  /** Requests that reached it so far, those it treated badly included. */
  readonly calls: number;
  /** Resolves when the change holds for every request sent from then on. */
  set(change: Partial<Control>): Promise<void>;
}

/** Starts a service on a free loopback port. */
export async function startDemoUpstream(service: Service): Promise<DemoUpstream> {
  const sockets = new Set<Socket>();
  const held = new Set<ServerResponse>();
  let control: Control = { latencyMs: service.latencyMs, failure: 'none' };
  let calls = 0;

  const server = createServer((request, response) => {
    calls += 1;
    void handle(request, response);
  });
  server.keepAliveTimeout = 5_000;
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  const port = await listen(server, 0);

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request);
    if (control.failure !== 'hang') await new Promise((resolve) => setTimeout(resolve, control.latencyMs));
    if (response.destroyed) return;
    switch (control.failure) {
      case 'none':
        return send(response, answerSafely(service, request, body));
      case 'hang':
        held.add(response);
        response.on('close', () => held.delete(response));
        return;
      case 'reset':
      case 'refuse': // a request that was already here when the port closed
        request.socket.resetAndDestroy();
        return;
      case 'html':
        return send(response, { headers: { 'content-type': 'text/html' }, body: '<h1>Down for maintenance</h1>' });
      case '503':
        return send(response, { status: 503, body: { title: 'Service Unavailable', status: 503 } });
    }
  }

  return {
    name: service.name,
    manners: service.manners,
    url: `http://127.0.0.1:${port}`,
    example: service.example,
    get control() {
      return control;
    },
    get calls() {
      return calls;
    },
    async set(change) {
      const before = control.failure;
      control = { ...control, ...change };
      if (control.failure === before) return;
      // Kept-alive sockets end too, so that the change is seen by the very next request.
      for (const response of held) response.destroy();
      if (control.failure === 'refuse') await close(server, sockets);
      else if (before === 'refuse') await listen(server, port);
    },
    [Symbol.asyncDispose]: () => close(server, sockets),
  };
}

function answerSafely(service: Service, request: IncomingMessage, text: string): ServiceReply {
  const url = new URL(request.url ?? '/', 'http://upstream');
  let body: unknown;
  try {
    body = text === '' ? undefined : JSON.parse(text);
  } catch {
    return { status: 400, body: { error: 'The body is not JSON.' } };
  }
  return service.answer({
    method: request.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    headers: request.headers,
    body,
  });
}

function send(response: ServerResponse, reply: ServiceReply): void {
  const text = reply.body === undefined || typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body);
  const type = text === undefined ? {} : { 'content-type': 'application/json' };
  response.writeHead(reply.status ?? 200, { ...type, ...reply.headers });
  response.end(text);
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of request) chunks.push(chunk);
  } catch {
    return ''; // the client left; its response is destroyed too
  }
  return Buffer.concat(chunks).toString('utf8');
}

function listen(server: ReturnType<typeof createServer>, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

function close(server: ReturnType<typeof createServer>, sockets: ReadonlySet<Socket>): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    for (const socket of sockets) socket.destroy();
  });
}
