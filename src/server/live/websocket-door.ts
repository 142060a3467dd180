import { type IncomingMessage, type Server, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { CloseCode, handleProtocols } from 'graphql-ws';
import { type WebSocket, WebSocketServer } from 'ws';
import { readClientHeaders } from '../../execution/client-headers.ts';
import { inTurns } from '../../live/in-turns.ts';
import { DRAIN_DEFAULTS } from '../../settings/defaults.ts';
import { errorAnswer } from '../error-answer.ts';
import { hasProperHost } from '../host-header.ts';
import { REFUSALS } from '../refuse.ts';
import { BROWSER_CREDENTIALS, judgeOrigin, type OriginVerdict } from './allowed-origin.ts';
import { type ConnectionOptions, WebSocketConnection } from './websocket-connection.ts';

export interface WebSocketDoorOptions extends Omit<ConnectionOptions, 'headers' | 'request'> {
  readonly path: string;
  readonly maxMessageBytes: number;
}

/** Where WebSockets come in, at the path of the endpoint. */
export interface WebSocketDoor {
  /** Closes every connection, once what was asked on it has been answered, so that clients come back. */
  drain(): void;
}

/** Whether a request wants to become something that this server can be; others are answered as if they did not ask. */
export function wantsWebSocket({ headers, method }: IncomingMessage): boolean {
  return method === 'GET' && headers.upgrade?.toLowerCase() === 'websocket';
}

/** Serves `graphql-transport-ws` on a server's upgrades; other listeners keep what is not at the endpoint. */
export function openWebSocketDoor(server: Server, options: WebSocketDoorOptions): WebSocketDoor {
  const { clock, path, streams } = options;
  const sockets = new WebSocketServer({
    noServer: true,
    clientTracking: true,
    perMessageDeflate: false, // would cost hundreds of kilobytes for each viewer
    maxPayload: options.maxMessageBytes,
    handleProtocols: (protocols) => handleProtocols(protocols),
  });
  // What makes no WebSocket gets an answer in our shape, not the library's text.
  sockets.on('wsClientError', (error, socket, request) => refuse(socket, request, 400, `${error.message}.`));
  const connections = new Map<WebSocket, WebSocketConnection>();
  let isDraining = false;
  let heartbeat: Disposable | undefined;
  let beating: Disposable | undefined;
  let lastResort: Disposable | undefined;
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', ignore);
    const isOurs = request.url?.split('?', 1)[0] === path && wantsWebSocket(request);
    if (!isOurs && server.listenerCount('upgrade') > 1) return;
    const verdict = judgeOrigin(request.headers, streams.settings);
    const refusal = isOurs ? whyRefused(request, verdict) : ([404, 'There is nothing here.'] as const);
    if (refusal !== undefined) {
      refuse(socket, request, ...refusal);
      return;
    }
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      socket.off('error', ignore);
      const headers = new Map(readClientHeaders(request.rawHeaders));
      if (verdict === 'without credentials') for (const name of BROWSER_CREDENTIALS) headers.delete(name);
      accept(webSocket, new WebSocketConnection(webSocket, { ...options, headers, request }));
    });
  });

  function whyRefused(
    { rawHeaders, httpVersion }: IncomingMessage,
    verdict: OriginVerdict,
  ): readonly [status: number, message: string] | undefined {
    if (!hasProperHost(rawHeaders, httpVersion)) return [400, REFUSALS.host];
    if (verdict === 'refused') return [403, 'This page may not call here (`cors.origins`).'];
    const isFull = sockets.clients.size >= streams.settings.live.maxStreams;
    return isDraining || isFull ? [503, REFUSALS.capacity] : undefined;
  }

  function accept(webSocket: WebSocket, connection: WebSocketConnection): void {
    connections.set(webSocket, connection);
    webSocket.on('close', () => {
      connections.delete(webSocket);
      if (connections.size === 0) lastResort?.[Symbol.dispose]();
    });
    webSocket.on('error', ignore); // a 'close' follows
    beatLater();
    if (webSocket.protocol === '') webSocket.close(CloseCode.SubprotocolNotAcceptable, 'Subprotocol not acceptable');
  }

  /** One timer for all connections, as long as there are any. */
  function beatLater(): void {
    heartbeat ??= clock.after(streams.settings.live.heartbeatMs, () => {
      heartbeat = undefined;
      beating = inTurns(connections.values(), (connection) => connection.beat(), clock);
      if (connections.size > 0 && !isDraining) beatLater();
    });
  }

  return {
    drain() {
      isDraining = true;
      heartbeat?.[Symbol.dispose]();
      beating?.[Symbol.dispose]();
      for (const connection of connections.values()) connection.restart();
      if (connections.size === 0) return;
      lastResort = clock.after(DRAIN_DEFAULTS.maxMs, () => {
        for (const webSocket of connections.keys()) webSocket.terminate();
      });
    },
  };
}

function refuse(socket: Duplex, { headers }: IncomingMessage, status: number, message: string): void {
  const { contentType, body } = errorAnswer(status, message, { accept: headers.accept });
  const lines = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
    'connection: close',
    'cache-control: no-store',
    `content-type: ${contentType}`,
    `content-length: ${Buffer.byteLength(body)}`,
    ...(status === 503 ? ['retry-after: 5'] : []),
  ];
  socket.end(`${lines.join('\r\n')}\r\n\r\n${body}`);
}

function ignore(): void {}
