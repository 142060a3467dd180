import { Socket } from 'node:net';
import { buildConnector, Client, type Dispatcher, errors, Pool } from 'undici';
import { failed } from '../json/outcome.ts';
import type { Clock } from '../time/clock.ts';
import type { Call, Send, Settle } from './call.ts';
import { ACCEPT_ENCODING } from './content-encoding.ts';
import { type Connection, Exchange, type ExchangeContext, type Place } from './exchange.ts';
import { requestTarget } from './request-target.ts';
import { isSafe } from './safe-method.ts';
import type { Connections } from './traffic.ts';
import type { UpstreamOutcome, UpstreamRequest } from './upstream.ts';
import { watchReads } from './watch-reads.ts';

export interface TransportOptions {
  /** Scheme, host and port; nothing else is ever called. */
  readonly origin: string;
  readonly connectTimeoutMs: number;
  readonly maxConnections: number;
  /** On the wire, and again after decompression. */
  readonly maxResponseBytes: number;
  readonly allowH2: boolean;
  /**
   * The header that tells how many milliseconds are left, lower case. It is added to each attempt, below everything
   * that compares calls, so that it never keeps equal ones apart.
   */
  readonly deadlineHeader?: string;
}

/** The innermost layer: HTTP exchanges over the kept connections of one origin. */
export interface Transport {
  readonly send: Send;
  /** As they are now. */
  connections(): Connections;
  /** Closes the connections once the exchanges on them have ended. */
  close(): Promise<void>;
}

/**
 * undici for sockets only: no interceptor, no timer of its own but for idle sockets. Redirects, like every status, are
 * answers. A kept connection that turns out to be closed is replaced once for a safe request.
 */
export function createTransport(options: TransportOptions, clock: Clock): Transport {
  const { origin } = new URL(options.origin);
  const pool = createPool(origin, options, clock);

  const exchange = (call: Call, target: string, settle: Settle, restartTarget?: string): void => {
    const { method, body } = call.request;
    const headers = withDeadline(call, options.deadlineHeader, clock);
    const handler = new Exchange(call, settle, context, restartTarget);
    pool.dispatch({ method, path: target, headers: headerList(headers), body: body ?? null }, handler);
  };
  const context: ExchangeContext = { limitBytes: options.maxResponseBytes, clock, restart: exchange };

  return {
    send(call, settle) {
      if (call.stopped !== undefined) return settle(failed(call.stopped));
      const target = requestTarget(call.request.url, origin);
      if (target === undefined) settle(refuseForeign(call, clock));
      else if (isSafe(call.request.method)) exchange(call, target, settle, target);
      else exchange(call, target, settle);
    },
    connections: () => ({ open: pool.stats.connected, idle: pool.stats.free }),
    close: () => pool.close(),
  };
}

/** Without a hint from the server; servers rarely close sooner than after 5 s. */
const KEEP_ALIVE_MS = 4_000;

/** However long the server says it will wait: load balancers between us and it forget sooner, and say nothing. */
const KEEP_ALIVE_MAX_MS = 55_000;

function createPool(origin: string, options: TransportOptions, clock: Clock): Pool {
  const { maxConnections, allowH2, connectTimeoutMs } = options;
  const connector = withTimeout(
    buildConnector({ allowH2, timeout: 0, autoSelectFamily: true }),
    connectTimeoutMs,
    clock,
  );
  return new Pool(origin, {
    connections: maxConnections,
    pipelining: 1,
    allowH2,
    headersTimeout: 0, // the attempt timeout rules
    bodyTimeout: 0,
    keepAliveTimeout: KEEP_ALIVE_MS,
    keepAliveMaxTimeout: KEEP_ALIVE_MAX_MS,
    connect: connector,
    factory: (url, clientOptions) => new PlaceClient(url, clientOptions, connector, clock),
  });
}

type Connector = buildConnector.connector;

/** undici's own connect timeout counts in half seconds. TLS and every address tried are part of the time. */
function withTimeout(connector: Connector, timeoutMs: number, clock: Clock): Connector {
  return (target, callback) => {
    const timer = clock.after(timeoutMs, () => {
      // undici returns the socket; its type declaration does not say so.
      if (connecting instanceof Socket) connecting.destroy(new errors.ConnectTimeoutError());
    });
    const connecting: unknown = connector(target, (...result) => {
      timer[Symbol.dispose]();
      callback(...result);
    });
    return connecting;
  };
}

/** A client of the pool that tells each exchange on which place it runs. */
class PlaceClient extends Client {
  readonly #place: Place;

  constructor(origin: URL, options: Client.Options, connector: Connector, clock: Clock) {
    const place: Place = { connection: undefined, wasClosedSoon: false };
    super(origin, { ...options, connect: remembering(connector, place, clock) });
    this.#place = place;
  }

  override dispatch(options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): boolean {
    if (handler instanceof Exchange) handler.place = this.#place;
    return super.dispatch(options, handler);
  }
}

function remembering(connector: Connector, place: Place, clock: Clock): Connector {
  return (target, callback) => {
    let reachedMs: number | undefined;
    const connecting: unknown = connector(target, (...result) => {
      const [error, socket] = result;
      if (error === null) {
        const connection: Connection = {
          used: false,
          awaitsHead: false,
          brokenBy: undefined,
          exchange: undefined,
          isAgain: place.wasClosedSoon,
          tlsMs: reachedMs === undefined ? undefined : clock.now() - reachedMs,
          idleSinceMs: undefined,
        };
        place.connection = connection;
        socket.once('close', () => {
          const { idleSinceMs } = connection;
          place.wasClosedSoon = idleSinceMs !== undefined && clock.now() - idleSinceMs < CLOSED_SOON_MS;
        });
        if (!('alpnProtocol' in socket) || socket.alpnProtocol !== 'h2') watchReads(socket, connection);
        socket.once('error', (reason: NodeJS.ErrnoException) => {
          connection.brokenBy = reason.code ?? reason.name;
        });
      }
      callback(...result);
    });
    if (target.protocol === 'https:' && connecting instanceof Socket) {
      connecting.once('connect', () => {
        reachedMs = clock.now();
      });
    }
    return connecting;
  };
}

/** A server that keeps connections keeps them longer than this; one that does not closes them with its answer. */
const CLOSED_SOON_MS = 500;

/** A deadline that the caller was told of is replaced by what is left of it. */
function withDeadline({ request, deadline }: Call, name: string | undefined, clock: Clock): UpstreamRequest['headers'] {
  if (name === undefined) return request.headers;
  const leftMs = Math.max(0, Math.floor(deadline.atMs - clock.now()));
  return [...request.headers.filter(([other]) => other !== name), [name, String(leftMs)]];
}

/** Name, value, name, value. What frames the message is the transport's business, whatever the caller says. */
function headerList(headers: UpstreamRequest['headers']): string[] {
  const list: string[] = [];
  let acceptsEncoding = false;
  for (const [name, value] of headers) {
    if (FRAMING.has(name)) continue;
    if (name === 'accept-encoding') acceptsEncoding = true;
    list.push(name, value);
  }
  if (!acceptsEncoding) list.push('accept-encoding', ACCEPT_ENCODING);
  return list;
}

const FRAMING: ReadonlySet<string> = new Set([
  'connection',
  'content-length',
  'expect',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

function refuseForeign(call: Call, clock: Clock): UpstreamOutcome {
  const failure = { kind: 'connection', code: 'ERR_FOREIGN_ORIGIN' } as const;
  call.observe?.({ kind: 'failed', failure, atMs: clock.now() });
  return failed(failure);
}
