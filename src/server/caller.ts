import type { IncomingMessage, ServerResponse } from 'node:http';
import { type ClientHeaders, readClientHeaders } from '../execution/client-headers.ts';
import { type ErrorAnswer, errorAnswer } from './error-answer.ts';
import type { Lifecycle } from './lifecycle.ts';
import { REQUEST_ID_HEADER, requestIdOf } from './request-id.ts';
import { endWhenUnread } from './unread.ts';

/** What is sent beside what every answer to a caller bears. */
export interface Sent {
  readonly status: number;
  readonly body: string | Buffer;
  /** Names and values in turn. */
  readonly lines: readonly string[];
  /** What of the request this depends on. */
  readonly vary?: string;
}

/**
 * One client at the endpoint, from its request to its answer. There are very many of these, and most answers are ready
 * before anybody wants to know the headers or whether the client has left: what is rarely asked for is made when it is.
 */
export class Caller {
  readonly request: IncomingMessage;
  readonly id: string;
  readonly arrivedMs: number;
  /** How long it may take nothing of what it is sent. */
  readonly unreadMs: number;
  /** Header lines that every answer to it bears. */
  readonly lines: string[];
  /** What of the request every answer depends on. */
  vary: string | undefined;
  /** Undone when the answer is out or the client gone. */
  admitted: (() => void) | undefined;
  readonly #response: ServerResponse;
  readonly #lifecycle: Lifecycle;
  readonly #leave: () => void;
  #headers: ClientHeaders | undefined;
  #left: AbortController | undefined;
  #hasLeft = false;

  constructor(
    request: IncomingMessage,
    response: ServerResponse,
    lifecycle: Lifecycle,
    times: { readonly arrivedMs: number; readonly unreadMs: number },
  ) {
    this.request = request;
    this.id = requestIdOf(request);
    this.arrivedMs = times.arrivedMs;
    this.unreadMs = times.unreadMs;
    this.lines = [REQUEST_ID_HEADER, this.id];
    this.#response = response;
    this.#lifecycle = lifecycle;
    this.#leave = lifecycle.enter();
    response.on('close', () => this.#closed());
  }

  /** The lines of its headers, kept apart. */
  get headers(): ClientHeaders {
    this.#headers ??= readClientHeaders(this.request.rawHeaders);
    return this.#headers;
  }

  /** Aborts when the connection closes before the answer was written. */
  get signal(): AbortSignal {
    if (this.#left === undefined) {
      this.#left = new AbortController();
      if (this.#hasLeft) this.#left.abort(gone());
    }
    return this.#left.signal;
  }

  /** Writes head and body at once. */
  send({ status, body, lines, vary = this.vary }: Sent): void {
    const response = this.#response;
    if (this.#hasLeft || response.headersSent) return;
    const length = typeof body === 'string' ? Buffer.byteLength(body) : body.length;
    const head = [...this.lines, ...lines];
    // Of a 304 that would be the length of what is not sent, and a 204 has none (RFC 9110 §8.6).
    if (status !== 304 && status !== 204) head.push('content-length', String(length));
    if (vary !== undefined)
      head.push('vary', this.vary === undefined || vary === this.vary ? vary : `${this.vary}, ${vary}`);
    if (this.#lifecycle.phase().kind === 'draining') head.push('connection', 'close');
    response.writeHead(status, head);
    if (typeof body === 'string' && length === body.length) response.end(body, 'latin1');
    else response.end(body);
    endWhenUnread(response, this.unreadMs);
  }

  /**
   * Writes the head of an answer that has no end yet. Unless it is still under way, its place among the operations is
   * somebody else's from now on.
   */
  begin(status: number, lines: readonly string[], whenLeft: () => void, isUnderWay = false): ServerResponse {
    const response = this.#response;
    if (!isUnderWay) {
      this.admitted?.();
      this.admitted = undefined;
    }
    response.on('close', whenLeft);
    if (this.#hasLeft) whenLeft();
    else {
      const vary = this.vary === undefined ? 'accept' : `${this.vary}, accept`;
      response.writeHead(status, [...this.lines, ...lines, 'vary', vary]);
    }
    return response;
  }

  /** Sends a refusal; nobody may keep it. An answer that has begun can only be broken off, so that nobody waits for its end. */
  refuse({ status, contentType, body }: ErrorAnswer, lines: readonly string[] = []): void {
    if (this.#response.headersSent && !this.#response.writableEnded) {
      this.#response.destroy();
      return;
    }
    this.send({ status, body, lines: [...lines, 'content-type', contentType, 'cache-control', 'no-store'] });
  }

  refuseWith(status: number, message: string, lines?: readonly string[]): void {
    this.refuse(errorAnswer(status, message, this.request.headers), lines);
  }

  #closed(): void {
    this.#leave();
    this.admitted?.();
    if (this.#response.writableFinished) return;
    this.#hasLeft = true;
    this.#left?.abort(gone());
  }
}

function gone(): Error {
  return new Error('The client has left.');
}
