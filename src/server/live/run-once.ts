import { HeaderMap } from '@apollo/server';
import type { GraphQLFormattedError } from 'graphql';
import type { SubscribePayload } from 'graphql-ws';
import type { ClientHeaders } from '../../execution/client-headers.ts';
import type { Logger } from '../../gateway.ts';
import type { Settings } from '../../settings/settings.ts';
import type { Clock } from '../../time/clock.ts';
import type { Generations } from '../generation.ts';
import { emptyRecord, type RequestMembers } from '../operation-context.ts';
import { mayTrace } from '../trace-request.ts';

/** A query or a mutation, and who asks. */
export interface OnceAsked {
  readonly payload: SubscribePayload;
  readonly members: RequestMembers;
  readonly headers: ClientHeaders;
  readonly requestId: string;
  /** Aborts when the client does not want to know any more. */
  readonly signal: AbortSignal;
}

export interface OnceOptions {
  readonly generations: Pick<Generations, 'enter'>;
  readonly settings: Pick<Settings, 'mode' | 'trace'>;
  readonly logger: Logger;
  readonly clock: Clock;
}

/** The text of the one result of an operation that came by a WebSocket: it goes the way of every request. Never rejects. */
export async function runOnce(
  asked: OnceAsked,
  { generations, settings, logger, clock }: OnceOptions,
): Promise<string> {
  const { payload, requestId, headers } = asked;
  const startedMs = clock.now();
  const record = emptyRecord();
  const context = { ...asked, trace: mayTrace(headers, settings), record };
  const server = generations.enter();
  try {
    const { body } = await server.execute(
      { method: 'POST', headers: JSON_HEADERS, search: '', body: payload },
      context,
    );
    return body.kind === 'complete' ? textOf(body.string) : UNEXPECTED;
  } catch (error) {
    logger.error({ err: error, requestId }, 'An unexpected error.');
    return UNEXPECTED;
  } finally {
    server.leave();
    const { operationName, operationType, errorCodes } = record;
    const durationMs = Math.round((clock.now() - startedMs) * 10) / 10;
    logger.info({ requestId, operationName, operationType, durationMs, errorCodes }, 'operation');
  }
}

/** What was printed passes Apollo Server as it is, text or not. */
function textOf(printed: unknown): string {
  const isOurs = typeof printed === 'object' && printed !== null && 'text' in printed;
  return String(isOurs ? printed.text : printed);
}

const UNEXPECTED_ERROR: GraphQLFormattedError = {
  message: 'Internal server error.',
  extensions: { code: 'INTERNAL_SERVER_ERROR' },
};
const UNEXPECTED = JSON.stringify({ errors: [UNEXPECTED_ERROR] });

/** What Apollo Server's guards look at: it was JSON, and the page that sent it was judged when it connected. */
const JSON_HEADERS = new HeaderMap([
  ['accept', 'application/json'],
  ['content-type', 'application/json'],
]);
