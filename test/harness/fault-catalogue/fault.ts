import type { Socket } from 'node:net';
import type { RawRequest } from '../faulty-upstream.ts';

/** A request that meets a fault. */
export interface FaultRequest extends RawRequest {
  /** The JSON text that a well server would answer. */
  readonly well: string;
  /** How often this very request (verb and path) has been made before. */
  readonly before: number;
  /** An origin to which nobody may be led. */
  readonly elsewhere: string;
}

export type FaultCode = 'UPSTREAM_UNREACHABLE' | 'UPSTREAM_TIMEOUT' | 'UPSTREAM_STATUS' | 'UPSTREAM_BAD_RESPONSE';

/** What a client shall see at the position of a fault. */
export type FaultOutcome =
  /** One error with this code, and null. */
  | { readonly kind: 'error'; readonly code: FaultCode }
  /** As if nothing had happened. */
  | { readonly kind: 'healthy' }
  /** This value, and no error. */
  | { readonly kind: 'value'; readonly value: { readonly id: string | null; readonly name: string | null } | null };

/** Something that an upstream may do to its callers. */
export interface Fault {
  readonly name: string;
  readonly outcome: FaultOutcome;
  /** What becomes of an unsafe call, where that differs: it is never made twice. */
  readonly unsafeOutcome?: FaultOutcome;
  readonly behave: (request: FaultRequest) => void;
  /** What happens to every connection before any request. */
  readonly greet?: (socket: Socket) => void;
  /** Where the source lives, if not at the faulty upstream; `{host}` is the faulty upstream's host and port. */
  readonly address?: string;
  /** Every call of the source meets the fault, not only chosen ones. */
  readonly all?: boolean;
  /** The source may refuse for a while what comes after: it has announced a limit. */
  readonly mayRefuseNext?: boolean;
  /** Connections of the source, where the fault shows only on kept ones. */
  readonly connections?: number;
  /** At most so many bytes are read of each answer. */
  readonly maxBytesRead?: number;
}

export const HEALTHY: FaultOutcome = { kind: 'healthy' };
export const UNREACHABLE: FaultOutcome = { kind: 'error', code: 'UPSTREAM_UNREACHABLE' };
export const TIMEOUT: FaultOutcome = { kind: 'error', code: 'UPSTREAM_TIMEOUT' };
export const STATUS: FaultOutcome = { kind: 'error', code: 'UPSTREAM_STATUS' };
export const BAD_RESPONSE: FaultOutcome = { kind: 'error', code: 'UPSTREAM_BAD_RESPONSE' };
export const NOTHING: FaultOutcome = { kind: 'value', value: null };

export function given(id: string | null, name: string | null): FaultOutcome {
  return { kind: 'value', value: { id, name } };
}

/** What is sent: text, bytes, or made of the request. */
export type Sent = string | Uint8Array | ((request: FaultRequest) => string | Uint8Array);

/** Sends this and keeps the connection. */
export function says(sent: Sent): (request: FaultRequest) => void {
  return (request) => void request.socket.write(bytesOf(sent, request));
}

/** Sends this and ends the connection. */
export function saysAndEnds(sent: Sent): (request: FaultRequest) => void {
  return (request) => void request.socket.end(bytesOf(sent, request));
}

/** Sends this and resets the connection as soon as it has gone out. */
export function saysAndResets(sent: Sent): (request: FaultRequest) => void {
  return (request) => {
    request.socket.write(bytesOf(sent, request));
    setTimeout(() => request.socket.resetAndDestroy(), 20);
  };
}

/** Sends the start, and then drop after drop as long as anybody listens. */
export function drips(start: string, drop: string, everyMs = 10): (request: FaultRequest) => void {
  return ({ socket }) => {
    socket.write(start);
    const timer = setInterval(() => socket.write(drop), everyMs);
    socket.once('close', () => clearInterval(timer));
  };
}

/** Sends the start, and then as fast as it is read, again and again, up to so many bytes. */
export function pours(
  start: string | ((request: FaultRequest) => string),
  portion: Uint8Array,
  maxBytes = Number.POSITIVE_INFINITY,
): (request: FaultRequest) => void {
  return (request) => {
    const { socket } = request;
    let poured = 0;
    const pour = (): void => {
      while (!socket.destroyed && poured < maxBytes) {
        poured += portion.length;
        if (!socket.write(portion)) return;
      }
      socket.off('drain', pour);
    };
    socket.on('drain', pour);
    socket.write(typeof start === 'string' ? start : start(request));
    pour();
  };
}

export interface AnswerOptions {
  readonly status?: string;
  /** `application/json` unless told otherwise; null: none. */
  readonly type?: string | null;
  /** Further header lines. */
  readonly lines?: readonly string[];
  /** The body a well server would send, unless told otherwise. */
  readonly body?: Sent;
}

/** A whole answer, correctly framed. */
export function answers(options: AnswerOptions = {}): (request: FaultRequest) => void {
  return (request) => void request.socket.write(answerBytes(options, request));
}

export function answerBytes(options: AnswerOptions, request: FaultRequest): Uint8Array {
  const { status = '200 OK', type = 'application/json', lines = [], body = wellBody } = options;
  const content = bytesOf(body, request);
  const head = [`HTTP/1.1 ${status}`, ...(type === null ? [] : [`content-type: ${type}`]), ...lines];
  return Buffer.concat([
    Buffer.from(`${[...head, `content-length: ${content.length}`].join('\r\n')}\r\n\r\n`),
    content,
  ]);
}

/** Header lines of an answer without the framing of its body. */
export function head(...lines: readonly string[]): string {
  return `${['HTTP/1.1 200 OK', 'content-type: application/json', ...lines].join('\r\n')}\r\n\r\n`;
}

export function chunked(text: string, size = text.length): string {
  let chunks = '';
  for (let at = 0; at < text.length; at += size) {
    const part = text.slice(at, at + size);
    chunks += `${Buffer.byteLength(part).toString(16)}\r\n${part}\r\n`;
  }
  return chunks;
}

export function wellBody({ well }: FaultRequest): string {
  return well;
}

export function wellBytes(request: FaultRequest): Buffer {
  return Buffer.from(request.well);
}

/** The first time one way, then another. */
export function firstThen(
  first: (request: FaultRequest) => void,
  then: (request: FaultRequest) => void,
  times = 1,
): (request: FaultRequest) => void {
  return (request) => (request.before < times ? first : then)(request);
}

function bytesOf(sent: Sent, request: FaultRequest): Uint8Array {
  const value = typeof sent === 'function' ? sent(request) : sent;
  return typeof value === 'string' ? Buffer.from(value) : value;
}
