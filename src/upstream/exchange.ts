import { failed, success } from '../json/outcome.ts';
import type { Clock } from '../time/clock.ts';
import { BodyParts } from './body-parts.ts';
import { type Answer, broken, type Call, type Settle, type SocketHolder, type Wait } from './call.ts';
import { decodeContent } from './content-encoding.ts';
import { failureOfError } from './failure-of-error.ts';
import { type HeaderLines, ResponseHeaders } from './response-headers.ts';
import type { UpstreamResponse } from './upstream.ts';
import type { UpstreamFailure } from './upstream-error.ts';

/** What is known of one socket. */
export interface Connection {
  /** It has carried an exchange before. */
  used: boolean;
  /** A request has been sent on it, and the head of the answer has not come. */
  awaitsHead: boolean;
  /** The code of the error that ended it. */
  brokenBy: string | undefined;
  /** What runs on it now. */
  exchange: Exchange | undefined;
  /** The one before it in its place was closed right after an answer. */
  readonly isAgain: boolean;
  /** How long it took to agree on keys; undefined: there are none. */
  readonly tlsMs: number | undefined;
  /** When the last answer on it was complete. */
  idleSinceMs: number | undefined;
}

/** A place in the pool, which holds one connection after another. */
export interface Place {
  connection: Connection | undefined;
  /** The last one was, right after an answer. */
  wasClosedSoon: boolean;
}

/** What all exchanges of a transport have in common. */
export interface ExchangeContext {
  readonly limitBytes: number;
  readonly clock: Clock;
  /** Makes the exchange once more, on another connection. */
  restart(call: Call, target: string, settle: Settle): void;
}

/**
 * One HTTP exchange as the HTTP client reports it: gathers the response, within the limit, and settles once, never from
 * inside the client, whose parser must not be entered twice. Stopping it answers at once and destroys the socket, whose
 * half-read response nobody may take for the next one's.
 */
export class Exchange implements Wait, SocketHolder {
  /** Where it runs, once that is known. */
  place: Place | undefined;
  readonly #call: Call;
  readonly #settle: Settle;
  readonly #context: ExchangeContext;
  /** What to ask for once more when the connection had been closed before the request came; absent: that is a failure. */
  readonly #restartTarget: string | undefined;
  #controller: Controller | undefined;
  #connection: Connection | undefined;
  #onKeptConnection = false;
  #answered = false;
  #socketIsFree = false;
  #onSocketFree: (() => void) | undefined;
  #over = false;
  #status = 0;
  #headers: HeaderLines = NO_HEADERS;
  #body = new BodyParts();
  #bytesRead = 0;

  constructor(call: Call, settle: Settle, context: ExchangeContext, restartTarget?: string) {
    this.#call = call;
    this.#settle = settle;
    this.#context = context;
    this.#restartTarget = restartTarget;
    call.holdSocket(this);
    call.waitOn(this);
  }

  stop(failure: UpstreamFailure): void {
    this.#fail(failure);
  }

  whenSocketFree(action: () => void): void {
    if (this.#socketIsFree) action();
    else this.#onSocketFree = action;
  }

  onRequestStart(controller: Controller): void {
    // Stopped while the connection was being made. Throwing leaves the new connection to others; `abort` would destroy it.
    if (this.#over) throw ABANDONED;
    this.#controller = controller;
    this.#connection = this.place?.connection;
    this.#onKeptConnection = this.#connection?.used ?? false;
    if (this.#connection !== undefined) {
      this.#connection.used = true;
      this.#connection.awaitsHead = true;
      this.#connection.exchange = this;
    }
    this.#tellSent();
  }

  onRequestSent(): void {
    this.#call.observe?.({ kind: 'written', atMs: this.#context.clock.now() });
  }

  onResponseStarted(): void {
    this.#answered = true;
  }

  onResponseStart(_controller: Controller, status: number, headers: HeaderLines): void {
    if (status < 200 || this.#over) return;
    if (this.#connection !== undefined) this.#connection.awaitsHead = false;
    this.#status = status;
    this.#headers = headers;
    this.#call.observe?.({ kind: 'first byte', status, atMs: this.#context.clock.now() });
    if (this.#announcedBytes() > this.#context.limitBytes) this.#failTooLarge();
  }

  /** Read from the connection, whatever they turn out to be. */
  onBytesRead(bytes: number): void {
    this.#bytesRead += bytes;
    const framing = this.#bytesRead - this.#body.bytes;
    if (framing > MAX_FRAMING_BYTES + this.#body.bytes / 2) this.#failTooLarge();
  }

  onResponseData(_controller: Controller, chunk: Uint8Array): void {
    if (this.#over) return;
    if (this.#body.bytes + chunk.length > this.#context.limitBytes) this.#failTooLarge();
    else this.#body.add(chunk);
  }

  onResponseEnd(): void {
    this.#freeSocket();
    if (this.#over) return;
    // Without a length, a reset looks to the parser like the end of the body.
    const brokenBy = this.#connection?.brokenBy;
    if (brokenBy === undefined) this.#finish();
    else this.#fail({ kind: 'connection', code: brokenBy });
  }

  onResponseError(_controller: unknown, error: unknown): void {
    this.#freeSocket();
    if (this.#over) return;
    const failure = failureOfError(error);
    // Failed on a kept connection before any byte of an answer: the server had most likely closed it already.
    const isStale = this.#onKeptConnection && !this.#answered && isClosedConnection(failure);
    this.#fail(failure, isStale ? this.#restartTarget : undefined);
  }

  #finish(): void {
    this.#call.observe?.({ kind: 'ended', bytes: this.#body.bytes, atMs: this.#context.clock.now() });
    const body = this.#body.take();
    const codings = this.#headers['content-encoding'];
    if (codings === undefined || body.length === 0) this.#succeed(body);
    else this.#decode(body, String(codings)).catch((bug) => this.#deliver(broken(bug)));
  }

  async #decode(body: Uint8Array, codings: string): Promise<void> {
    const content = await decodeContent(body, codings, this.#context.limitBytes);
    if (content.ok) this.#succeed(content.value);
    else this.#fail(content.failure);
  }

  #succeed(body: Uint8Array): void {
    if (this.#over) return;
    this.#over = true;
    this.#call.endWait();
    const response: UpstreamResponse = { status: this.#status, headers: new ResponseHeaders(this.#headers), body };
    this.#deliver(success(response));
  }

  #fail(failure: UpstreamFailure, restartTarget?: string): void {
    if (this.#over) return;
    this.#over = true;
    this.#body = new BodyParts();
    this.#call.endWait();
    this.#call.observe?.({ kind: 'failed', failure, atMs: this.#context.clock.now() });
    this.#deliver(failed(failure), restartTarget);
    this.#controller?.abort(ABANDONED);
  }

  #deliver(answer: Answer, restartTarget?: string): void {
    void NOW.then(() => {
      if (restartTarget === undefined || this.#call.stopped !== undefined) return this.#settle(answer);
      this.#call.beginAttempt(this.#context.clock.now());
      this.#context.restart(this.#call, restartTarget, this.#settle);
    });
  }

  #failTooLarge(): void {
    this.#fail({ kind: 'too large', limitBytes: this.#context.limitBytes });
  }

  #tellSent(): void {
    const { observe } = this.#call;
    if (observe === undefined) return;
    const atMs = this.#context.clock.now();
    const newConnection = !this.#onKeptConnection;
    const { isAgain = false, tlsMs } = this.#connection ?? {};
    const made = newConnection ? { ...(isAgain && { isAgain }), ...(tlsMs !== undefined && { tlsMs }) } : {};
    observe({ kind: 'sent', newConnection, ...made, atMs });
  }

  #freeSocket(): void {
    this.#controller = undefined;
    if (this.#connection !== undefined) this.#connection.idleSinceMs = this.#context.clock.now();
    if (this.#connection?.exchange === this) this.#connection.exchange = undefined;
    this.#socketIsFree = true;
    this.#onSocketFree?.();
  }

  /** Bytes that the headers promise. A HEAD, a 204 and a 304 may tell the length of a body that does not come. */
  #announcedBytes(): number {
    if (this.#call.request.method === 'HEAD' || this.#status === 204 || this.#status === 304) return 0;
    return Number(this.#headers['content-length'] ?? 0);
  }
}

/** Headers, informational responses and the sizes of chunks may take this much, and half as much as the body has so far. */
const MAX_FRAMING_BYTES = 512 * 1024;

/** The part of the HTTP client's request controller that is used here. */
interface Controller {
  abort(reason: Error): void;
}

const NO_HEADERS: HeaderLines = {};

const NOW = Promise.resolve();

const ABANDONED = new Error('Nobody waits for this exchange any more.');

function isClosedConnection(failure: UpstreamFailure): boolean {
  return failure.kind === 'connection' && CLOSED_CONNECTION.has(failure.code);
}

const CLOSED_CONNECTION: ReadonlySet<string> = new Set(['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE']);
