import { HeaderMap, type HTTPGraphQLRequest, type HTTPGraphQLResponse } from '@apollo/server';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { readClientHeaders } from '../execution/client-headers.ts';
import type { Logger } from '../gateway.ts';
import { parseJson } from '../json/parse-json.ts';
import type { Settings } from '../settings/settings.ts';
import type { Clock } from '../time/clock.ts';
import { errorAnswer } from './error-answer.ts';
import type { OperationContext, OperationRecord } from './operation-context.ts';
import { readRequestMembers } from './request-members.ts';
import { sendAnswer } from './send-answer.ts';
import { mayTrace } from './trace-request.ts';

/** What stands behind the endpoint: it knows GraphQL over HTTP, and nothing of sockets. */
export interface OperationServer {
  readonly settings: Pick<Settings, 'mode' | 'trace' | 'http' | 'deadlineRequestHeader'>;
  execute(request: HTTPGraphQLRequest, context: OperationContext): Promise<HTTPGraphQLResponse>;
}

export interface GraphQLRouteOptions {
  /** Does work with the present server, which stays whole until the work is done. */
  readonly use: <T>(work: (server: OperationServer) => Promise<T>) => Promise<T>;
  readonly path: string;
  /** The page for people who open the endpoint in a browser. */
  readonly page: string | undefined;
  readonly logger: Logger;
  readonly clock: Clock;
}

/** The endpoint: a thin integration of Apollo Server into Fastify, with what Apollo Server would drop read beside it. */
export async function graphqlRoute(app: FastifyInstance, options: GraphQLRouteOptions): Promise<void> {
  app.removeContentTypeParser('application/json');
  app.addContentTypeParser(
    'application/json',
    { parseAs: 'string' },
    async (_request: FastifyRequest, text: string) => {
      const body = parseJson(text);
      if (body.ok) return body.value;
      throw Object.assign(new Error(`The body ${text === '' ? 'is empty' : body.failure.message}.`), {
        statusCode: 400,
      });
    },
  );
  app.route({
    method: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'], // Apollo Server refuses the others, with `Allow`
    url: options.path,
    exposeHeadRoute: false,
    handler: (request, reply) => options.use((server) => answer(request, reply, server, options)),
  });
}

async function answer(
  request: FastifyRequest,
  reply: FastifyReply,
  { settings, execute }: OperationServer,
  { page, logger, clock }: Omit<GraphQLRouteOptions, 'use'>,
): Promise<FastifyReply> {
  const startedMs = clock.now();
  const headers = readClientHeaders(request.raw.rawHeaders);
  const search = searchOf(request.url);
  const { method, body } = request;
  if (page !== undefined && isVisit(request, search)) return reply.redirect(page, 303);
  const { deadlineRequestHeader } = settings;
  const members = readRequestMembers({ method, body, search, headers, deadlineRequestHeader });
  if (!members.ok) return sendAnswer(reply, errorAnswer(400, members.failure.message, request.headers));

  const record: OperationRecord = { errorCodes: [], isPartial: false, isStale: false };
  const context: OperationContext = {
    requestId: request.id,
    headers,
    trace: mayTrace(headers, settings),
    signal: signalOf(reply),
    members: members.value,
    record,
  };
  const response = await execute({ method, headers: headerMap(headers), search, body }, context);
  const { status = 200 } = response;
  for (const [name, value] of response.headers) reply.header(name, value);
  if (record.errorCodes.length > 0 || record.isStale || status >= 400) reply.header('cache-control', 'no-store');
  appendVary(reply, 'accept');
  reply.status(statusOf(status, record, response.headers, settings.http));
  const { operationName, operationType, errorCodes } = record;
  const durationMs = Math.round((clock.now() - startedMs) * 10) / 10;
  const fields = {
    requestId: request.id,
    operationName,
    operationType,
    status: reply.statusCode,
    durationMs,
    errorCodes,
  };
  logger.info(fields, 'operation');
  return reply.send(response.body.kind === 'complete' ? response.body.string : undefined);
}

/** GraphQL's media type may say "partial success" by status; plain JSON keeps what everybody knows. */
function statusOf(status: number, record: OperationRecord, headers: HeaderMap, http: Settings['http']): number {
  const isOwnType = headers.get('content-type')?.startsWith('application/graphql-response+json') === true;
  return status === 200 && record.isPartial && isOwnType ? http.partialStatus : status;
}

/** Somebody pasted the endpoint into the address bar. */
function isVisit({ method, headers }: FastifyRequest, search: string): boolean {
  return method === 'GET' && search === '' && headers.accept?.includes('text/html') === true;
}

/** Aborts when the connection closes before the answer was written. */
function signalOf(reply: FastifyReply): AbortSignal {
  const controller = new AbortController();
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) controller.abort(new Error('The client has left.'));
  });
  return controller.signal;
}

function headerMap(headers: ReadonlyMap<string, readonly string[]>): HeaderMap {
  return new HeaderMap([...headers].map(([name, lines]) => [name, lines.join(', ')]));
}

function searchOf(url: string): string {
  const at = url.indexOf('?');
  return at === -1 ? '' : url.slice(at + 1);
}

function appendVary(reply: FastifyReply, name: string): void {
  const vary = reply.getHeader('vary');
  reply.header('vary', vary === undefined ? name : `${vary}, ${name}`);
}
