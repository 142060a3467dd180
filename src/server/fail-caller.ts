import { randomUUID } from 'node:crypto';
import type { Logger } from '../gateway.ts';
import type { Caller } from './caller.ts';
import { errorAnswer } from './error-answer.ts';

/** The answer to a bug of ours; the log tells the rest under its id. */
export function failCaller(caller: Caller, error: unknown, logger: Logger): void {
  const id = randomUUID();
  const { accept } = caller.request.headers;
  logger.error({ err: error, id, requestId: caller.id }, 'An unexpected error.');
  caller.refuse(errorAnswer(500, 'Internal server error.', { accept, id }));
}
