import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';

/** One request on a raw connection. */
export interface RawRequest {
  /** Request line and headers, as sent. */
  readonly head: string;
  /** As many bytes as `content-length` says. */
  readonly body: string;
  readonly socket: Socket;
  /** Of all requests, from 0. */
  readonly index: number;
  /** The connection it came on, from 0. */
  readonly connection: number;
}

export interface FaultyUpstream extends AsyncDisposable {
  readonly origin: string;
  readonly requests: readonly RawRequest[];
  readonly connections: number;
  /** Connections that are still open. */
  readonly open: number;
}

/**
 * A server that says whatever it is told, HTTP or not, down to the byte. It understands requests one after another on a
 * connection. `greet` is what it does with a connection before any request.
 */
export async function startFaultyUpstream(
  behave: (request: RawRequest) => void | Promise<void>,
  greet: (socket: Socket) => void = () => undefined,
): Promise<FaultyUpstream> {
  const requests: RawRequest[] = [];
  const sockets = new Set<Socket>();
  let connections = 0;

  const server = createServer({ noDelay: true }, (socket) => {
    const connection = connections++;
    let received = '';
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1');
      for (let next = firstRequest(received); next !== undefined; next = firstRequest(received)) {
        received = next.rest;
        const request = { head: next.head, body: next.body, socket, index: requests.length, connection };
        requests.push(request);
        void behave(request);
      }
    });
    greet(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;

  return {
    origin: `http://127.0.0.1:${port}`,
    requests,
    get connections() {
      return connections;
    },
    get open() {
      return sockets.size;
    },
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/** The first whole request of what has been received, and what follows it. */
function firstRequest(received: string): { head: string; body: string; rest: string } | undefined {
  const end = received.indexOf('\r\n\r\n');
  if (end === -1) return undefined;
  const head = received.slice(0, end);
  const length = Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? 0);
  const bodyEnd = end + 4 + length;
  if (received.length < bodyEnd) return undefined;
  return { head, body: received.slice(end + 4, bodyEnd), rest: received.slice(bodyEnd) };
}
