import type { FastifyReply } from 'fastify';
import type { ErrorAnswer } from './error-answer.ts';

/** Sends a refusal; nobody may keep it. */
export function sendAnswer(reply: FastifyReply, { status, contentType, body }: ErrorAnswer): FastifyReply {
  return reply.status(status).header('content-type', contentType).header('cache-control', 'no-store').send(body);
}
