import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';

/** One request on a raw connection. */
export interface RawRequest {
  /** Request line and headers, as sent. */
  readonly head: string;
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
 * A server that says whatever it is told, HTTP or not, down to the byte. It understands requests without a body,
 * one after another on a connection.
 */
export async function startFaultyUpstream(
  behave: (request: RawRequest) => void | Promise<void>,
): Promise<FaultyUpstream> {
  const requests: RawRequest[] = [];
  const sockets = new Set<Socket>();
  let connections = 0;

  const server = createServer((socket) => {
    const connection = connections++;
    let received = '';
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1');
      for (let end = received.indexOf('\r\n\r\n'); end !== -1; end = received.indexOf('\r\n\r\n')) {
        const request = { head: received.slice(0, end), socket, index: requests.length, connection };
        received = received.slice(end + 4);
        requests.push(request);
        void behave(request);
      }
    });
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
