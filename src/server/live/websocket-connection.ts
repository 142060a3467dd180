import { CloseCode, type Message, validateMessage } from 'graphql-ws';
import type { WebSocket } from 'ws';
import type { ClientHeaders } from '../../execution/client-headers.ts';
import { parseJson } from '../../json/parse-json.ts';
import { withConnectionHeaders } from './connection-headers.ts';
import { type OperationsOptions, WebSocketOperations } from './websocket-operations.ts';

export interface ConnectionOptions extends OperationsOptions {
  /** Of the request that became this connection. */
  readonly headers: ClientHeaders;
}

/** How long a client may take for its first message. */
const INIT_MS = 10_000;

/** How long it may take to say goodbye. */
const GOODBYE_MS = 1_000;

/** So many bytes may wait for the client to read them while it goes on asking: a large answer, or many small ones. */
const MAX_UNREAD_BYTES = 2 ** 20;

/** RFC 6455 §7.4.1 and the registry's "Service Restart": clients of graphql-transport-ws connect again. */
const SERVICE_RESTART = 1012;

/**
 * One connection of `graphql-transport-ws`. graphql-ws checks the messages; what is sent is ours, because all who watch the
 * same are sent the same bytes, with all digits.
 */
export class WebSocketConnection {
  readonly #socket: WebSocket;
  readonly #options: ConnectionOptions;
  readonly #initTimer: Disposable;
  /** Once the client has said who it is. */
  #operations: WebSocketOperations | undefined;
  #awaitsPong = false;
  #awaitsReading = false;
  #goodbye: Disposable | undefined;

  constructor(socket: WebSocket, options: ConnectionOptions) {
    this.#socket = socket;
    this.#options = options;
    this.#initTimer = options.clock.after(INIT_MS, () => {
      socket.close(CloseCode.ConnectionInitialisationTimeout, 'Connection initialisation timeout');
    });
    socket.on('message', (data, isBinary) => {
      this.#receive(isBinary ? undefined : String(data));
      this.#waitForReader();
    });
    socket.on('pong', () => {
      this.#awaitsPong = false;
    });
    socket.on('close', () => {
      this.#initTimer[Symbol.dispose]();
      this.#goodbye?.[Symbol.dispose]();
      this.#operations?.leaveAll();
    });
  }

  /** Looks whether the client is still there; whoever has not answered the last look is not. */
  beat(): void {
    if (this.#awaitsPong) this.#socket.terminate();
    else this.#socket.ping();
    this.#awaitsPong = true;
  }

  /** Answers what was asked, and then closes so that the client comes back for its streams. */
  restart(): void {
    if (this.#operations === undefined) this.#close();
    else this.#operations.finish(() => this.#close());
  }

  #close(): void {
    this.#socket.close(SERVICE_RESTART, 'The server is about to end');
    this.#goodbye = this.#options.clock.after(GOODBYE_MS, () => this.#socket.terminate());
  }

  #receive(text: string | undefined): void {
    // What still comes while the connection closes is nobody's.
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    const message = text === undefined ? undefined : readMessage(text);
    switch (message?.type) {
      case 'connection_init':
        this.#init(message.payload);
        break;
      case 'subscribe':
        if (this.#operations === undefined) this.#socket.close(CloseCode.Unauthorized, 'Unauthorized');
        else if (this.#operations.has(message.id)) this.#refuseTwice(message.id);
        else this.#operations.start(message.id, message.payload);
        break;
      case 'complete':
        this.#operations?.leave(message.id);
        break;
      case 'ping':
        this.#socket.send(JSON.stringify({ ...message, type: 'pong' }));
        break;
      case 'pong':
        break;
      default:
        this.#socket.close(CloseCode.BadRequest, 'Invalid message received');
    }
  }

  /** Whoever asks and does not read would make answers pile up here: nothing more is heard of it until it has read. */
  #waitForReader(): void {
    if (this.#awaitsReading || this.#socket.bufferedAmount <= MAX_UNREAD_BYTES) return;
    this.#awaitsReading = true;
    this.#socket.pause();
    // Written after all that waits; a heartbeat ends the connection where that takes too long.
    this.#socket.ping(undefined, undefined, () => {
      this.#awaitsReading = false;
      this.#socket.resume();
    });
  }

  #init(params: unknown): void {
    const { streams, headers } = this.#options;
    const all = withConnectionHeaders(headers, params, streams.settings.live.connectionHeaders);
    if (this.#operations !== undefined) {
      this.#socket.close(CloseCode.TooManyInitialisationRequests, 'Too many initialisation requests');
    } else if (!all.ok) {
      this.#socket.close(CloseCode.Forbidden, all.failure);
    } else {
      this.#initTimer[Symbol.dispose]();
      this.#operations = new WebSocketOperations(this.#socket, all.value, this.#options);
      this.#socket.send('{"type":"connection_ack"}');
    }
  }

  #refuseTwice(id: string): void {
    this.#socket.close(CloseCode.SubscriberAlreadyExists, `Subscriber for ${id.slice(0, 30)} already exists`);
  }
}

function readMessage(text: string): Message | undefined {
  const json = parseJson(text);
  if (!json.ok) return undefined;
  try {
    return validateMessage(json.value);
  } catch {
    return undefined;
  }
}
