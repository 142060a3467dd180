import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from '../gateway.ts';
import { type ErrorAnswer, errorAnswer } from './error-answer.ts';
import { sendAnswer } from './send-answer.ts';

/** Why the endpoint does not look at a request, as its client reads it. */
export const REFUSALS = {
  host: 'The `Host` header is missing, repeated or malformed.',
  tooLarge: 'The body is larger than this server reads.',
  mediaType: 'The body must be JSON in UTF-8, and its `content-type` must say so: `application/json`.',
  coding: 'The body must not be compressed.',
  quota: 'This client has asked too much in this time.',
  capacity: 'The server has no room for another operation now.',
} as const;

/** Gives every refusal of Fastify's GraphQL's shape. */
export function refuseInShape(app: FastifyInstance, logger: Logger): void {
  app.setNotFoundHandler((request, reply) =>
    sendAnswer(reply, errorAnswer(404, 'There is nothing here.', request.headers)),
  );
  app.setErrorHandler((error: FastifyError, request, reply) => refuse(error, request, reply, logger));
}

/** The answer to something that Fastify threw, or that a handler did. */
export function refuse(
  error: FastifyError,
  request: FastifyRequest,
  reply: FastifyReply,
  logger: Logger,
): FastifyReply {
  const status = error.statusCode ?? 500;
  const { accept } = request.headers;
  if (status < 500) return sendAnswer(reply, errorAnswer(status, sentenceFor(status, error), { accept }));
  const id = randomUUID();
  logger.error({ err: error, id, requestId: request.id }, 'An unexpected error.');
  return sendAnswer(reply, errorAnswer(status, 'Internal server error.', { accept, id }));
}

/** The answer to bytes that never became a request; the connection ends with it. */
export function refuseConnection(error: NodeJS.ErrnoException, socket: Socket): void {
  const { _httpMessage: response } = socket as Socket & { readonly _httpMessage?: ServerResponse | null };
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
  } else if (response?.req.complete) {
    // What was asked before the nonsense is answered before it, too.
    response.once('close', () => refuseConnection(error, socket));
  } else if (response?.headersSent === true) {
    socket.destroy();
  } else {
    socket.end(printHttp(connectionAnswer(error.code)));
  }
}

/** The answer to an `Expect` other than `100-continue` (RFC 9110 §10.1.1). */
export function refuseExpectation({ headers }: IncomingMessage, response: ServerResponse): void {
  const { status, contentType, body } = errorAnswer(417, 'This server cannot do what `Expect` asks for.', headers);
  response
    .writeHead(status, {
      connection: 'close',
      'cache-control': 'no-store',
      'content-type': contentType,
      'content-length': Buffer.byteLength(body),
    })
    .end(body);
}

function sentenceFor(status: number, error: FastifyError): string {
  switch (status) {
    case 413:
      return REFUSALS.tooLarge;
    case 415:
      return REFUSALS.mediaType;
    default:
      return error.code?.startsWith('FST_') === true ? 'The request is malformed.' : error.message;
  }
}

function connectionAnswer(code: string | undefined): ErrorAnswer {
  switch (code) {
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return errorAnswer(408, 'The request took too long to arrive.');
    case 'HPE_HEADER_OVERFLOW':
      return errorAnswer(431, 'The headers are larger than this server reads.');
    default:
      return errorAnswer(400, 'This is not an HTTP request.');
  }
}

const REASONS: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  408: 'Request Timeout',
  431: 'Request Header Fields Too Large',
};

function printHttp({ status, contentType, body }: ErrorAnswer): string {
  return [
    `HTTP/1.1 ${status} ${REASONS[status] ?? 'Bad Request'}`,
    'connection: close',
    'cache-control: no-store',
    `content-type: ${contentType}`,
    `content-length: ${Buffer.byteLength(body)}`,
    '',
    body,
  ].join('\r\n');
}
