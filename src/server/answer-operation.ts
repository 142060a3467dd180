import { HeaderMap, type HTTPGraphQLRequest, type HTTPGraphQLResponse } from '@apollo/server';
import { OperationTypeNode } from 'graphql';
import type { Gateway, GatewayOperation, Logger } from '../gateway.ts';
import { isIncremental } from '../incremental/directives.ts';
import type { IncrementalResult } from '../incremental/part.ts';
import { type Outcome, success } from '../json/outcome.ts';
import type { OnError, Settings } from '../settings/settings.ts';
import type { Clock } from '../time/clock.ts';
import { cacheControlOf } from './cache-headers.ts';
import type { Caller } from './caller.ts';
import type { DocumentGate } from './document-gate.ts';
import { exactVariables } from './exact-variables.ts';
import { failCaller } from './fail-caller.ts';
import type { Generations } from './generation.ts';
import { getOperation } from './get-operation.ts';
import { type Accepted, acceptedBy, cutOf, type Delivery } from './incremental/accept.ts';
import { frameWhole, framingOf } from './incremental/framing.ts';
import { sendParts } from './incremental/send-parts.ts';
import type { KnownOperation, KnownOperations } from './known-operations.ts';
import type { StreamAnswerer } from './live/answer-stream.ts';
import {
  emptyRecord,
  noteOperation,
  noteResult,
  type OperationContext,
  type OperationRecord,
  type RequestMembers,
} from './operation-context.ts';
import type { PostBody } from './post-body.ts';
import { Printed, printResult } from './print-result.ts';
import { type MemberFault, readRequestMembers } from './request-members.ts';
import { type OperationAnswer, runOperation, runOperationInParts } from './run-operation.ts';
import { sendOperation } from './send-operation.ts';
import { mayTrace, TRACE_HEADER } from './trace-request.ts';

/** What stands behind the endpoint: it knows GraphQL over HTTP, and nothing of sockets. */
export interface OperationServer {
  readonly settings: Pick<Settings, 'mode' | 'trace' | 'http' | 'deadlineRequestHeader'>;
  /** The whole way: reads the request, parses, validates, runs. */
  execute(request: HTTPGraphQLRequest, context: OperationContext): Promise<HTTPGraphQLResponse>;
  /** Absent: everything goes the whole way. */
  readonly shortcut?: Shortcut;
  /** Absent: any operation may run. */
  readonly gate?: DocumentGate;
  /** Whoever entered says that it is done. */
  leave(): void;
}

/** The way of operations that have gone the whole way before. */
export interface Shortcut {
  readonly known: KnownOperations;
  readonly gateway: Gateway;
}

export interface AnswerOptions {
  readonly generations: Pick<Generations, 'enter'>;
  /** Absent: nobody is answered by a stream. */
  readonly streams?: StreamAnswerer | undefined;
  readonly page: string | undefined;
  readonly logger: Logger;
  readonly clock: Clock;
}

/** Answers a caller who has been let in; `posted` is what a POST of JSON brought. */
export function answerOperation(caller: Caller, posted: PostBody | undefined, options: AnswerOptions): void {
  const { page, logger, generations } = options;
  if (page !== undefined && isVisit(caller)) {
    caller.send({ status: 303, body: '', lines: ['location', page] });
    return;
  }
  const server = generations.enter();
  const passed = server.gate === undefined ? success(posted) : server.gate.letIn(caller, posted);
  if (!passed.ok) {
    server.leave();
    caller.refuse(passed.failure);
    return;
  }
  const body = passed.value;
  const members = membersOf(caller, body, server);
  if (!members.ok) {
    server.leave();
    caller.refuseWith(400, members.failure.message);
    return;
  }
  if (options.streams?.answer(caller, body, members.value) === true) {
    server.leave(); // a stream outlives generations
    return;
  }
  const accepted = acceptedBy(caller.request.headers.accept);
  const asked: Asked = { caller, server, members: members.value, record: emptyRecord(), accepted };
  const answered = takeShortcut(asked, body, logger) ?? goWholeWay(asked, body);
  answered.then(
    (answer) => conclude(asked, answer, options),
    (error: unknown) => {
      server.leave();
      failCaller(caller, error, logger);
    },
  );
}

/** An operation, who wants to know, and what has been found out about it. */
interface Asked {
  readonly caller: Caller;
  readonly server: OperationServer;
  readonly members: RequestMembers;
  readonly record: OperationRecord;
  readonly accepted: Accepted;
}

/** A whole answer, or parts that are on their way. */
type Answer = WholeAnswer | { readonly parts: IncrementalResult; readonly delivery: Delivery };

interface WholeAnswer {
  readonly status: number;
  readonly contentType: string | undefined;
  readonly printed: Printed;
  /** Beside these, names and values in turn. */
  readonly lines: readonly string[];
  readonly cacheControl: string | undefined;
}

/**
 * Runs an operation that Apollo Server has let through before, for a client that accepts what one accepted before; undefined
 * where there is any doubt. The answer is the same to the byte, without hashing the text and calling every hook.
 */
function takeShortcut(asked: Asked, body: PostBody | undefined, logger: Logger): Promise<Answer> | undefined {
  const { caller, server, members, record } = asked;
  const { settings, shortcut } = server;
  const plain = body === undefined ? getOperation(caller.request) : body.plain;
  if (plain === undefined || shortcut === undefined) return undefined;
  const { known, gateway } = shortcut;
  const found = known.find(plain);
  if (found === undefined || !mayRun(found, caller)) return undefined;
  const contentType = known.mediaTypeFor(caller.request.headers.accept);
  if (contentType === undefined) return undefined;
  const delivery = isIncremental(found.document) ? asked.accepted.parts : undefined;
  record.isRun = true;
  noteOperation(record, found.operation.operation, found.operation.name?.value);
  const variables = exactVariables(gateway.schema, found.operation, plain.variables);
  const operation = new CallersOperation(
    caller,
    found,
    plain.operationName,
    variables,
    members,
    traceOf(caller, settings),
  );
  const run = { gateway, logger, requestId: caller.id };
  const whole = ({ status, result }: OperationAnswer): WholeAnswer => {
    noteResult(record, result);
    return { status, contentType, printed: printResult(result), lines: NO_LINES, cacheControl: undefined };
  };
  if (delivery === undefined) return runOperation(run, operation).then(whole);
  return runOperationInParts(run, operation, cutOf(delivery)).then((answer) =>
    'parts' in answer ? { ...answer, delivery } : whole(answer),
  );
}

/** Only a query may come by `GET`. */
function mayRun({ operation }: KnownOperation, { request }: Caller): boolean {
  return request.method === 'POST' || operation.operation === OperationTypeNode.QUERY;
}

/** Makes what is rarely looked at when it is. */
class CallersOperation implements GatewayOperation {
  readonly document: GatewayOperation['document'];
  readonly operationName: string | undefined;
  readonly variables: GatewayOperation['variables'];
  readonly deadlineMs: number | undefined;
  readonly onError: OnError | undefined;
  readonly trace: boolean;
  readonly #caller: Caller;

  constructor(
    caller: Caller,
    { document }: KnownOperation,
    operationName: string | undefined,
    variables: GatewayOperation['variables'],
    { deadlineMs, onError }: RequestMembers,
    trace: boolean,
  ) {
    this.document = document;
    this.operationName = operationName;
    this.variables = variables;
    this.deadlineMs = deadlineMs;
    this.onError = onError;
    this.trace = trace;
    this.#caller = caller;
  }

  get headers(): GatewayOperation['headers'] {
    return this.#caller.headers;
  }

  get signal(): AbortSignal {
    return this.#caller.signal;
  }
}

/** By Apollo Server, which knows all that a request may be. */
async function goWholeWay(asked: Asked, body: PostBody | undefined): Promise<Answer> {
  const { caller, server, members, record, accepted } = asked;
  const { request, headers, signal, id: requestId } = caller;
  const { method = 'GET' } = request;
  const trace = traceOf(caller, server.settings);
  const { parts: delivery } = accepted;
  const context: OperationContext = {
    requestId,
    headers,
    trace,
    signal,
    members,
    record,
    ...(delivery && { delivery }),
  };
  const http = { method, headers: headerMap(caller), search: searchOf(request.url), body: body?.json };
  // Whoever takes nothing but parts gets JSON in one.
  if (!accepted.whole) http.headers.set('accept', 'application/json');
  const response = await server.execute(http, context);
  if (record.parts !== undefined && delivery !== undefined) return { parts: record.parts, delivery };
  const { status = 200 } = response;
  const contentType = response.headers.get('content-type');
  if (status < 300 && contentType !== undefined && record.isRun)
    server.shortcut?.known.learnMediaType(request.headers.accept, contentType);
  const lines = [...response.headers].filter(([name]) => name !== 'content-type' && name !== 'cache-control').flat();
  return {
    status,
    contentType,
    printed: printedIn(response),
    lines,
    cacheControl: response.headers.get('cache-control'),
  };
}

/** Sends an answer and writes the line of its operation. */
function conclude(asked: Asked, answer: Answer, options: AnswerOptions): void {
  const { caller, server, record, accepted } = asked;
  if ('parts' in answer) {
    const mask = { mode: server.settings.mode, logger: options.logger, requestId: caller.id };
    void sendParts(caller, answer.parts, answer.delivery, record, {
      mask,
      compresses: server.settings.http.compression,
    }).then(() => {
      note(asked, 200, options);
      server.leave();
    });
    return;
  }
  sendWhole(asked, !accepted.whole && accepted.parts ? framed(answer, accepted.parts) : answer, options);
  server.leave();
}

/** A whole answer as the only part; an event stream has no other way to say what is wrong. */
function framed(answer: WholeAnswer, delivery: Delivery): WholeAnswer {
  if (answer.status !== 200 && delivery.framing === 'multipart') return answer;
  const printed = new Printed(frameWhole(delivery, answer.printed.text));
  return { ...answer, status: 200, contentType: framingOf(delivery).contentType, printed };
}

/** The line of an operation. */
function note({ caller, record }: Asked, status: number, { logger, clock }: AnswerOptions): void {
  const { operationName, operationType, errorCodes } = record;
  const durationMs = Math.round((clock.now() - caller.arrivedMs) * 10) / 10;
  logger.info({ requestId: caller.id, operationName, operationType, status, durationMs, errorCodes }, 'operation');
}

function sendWhole(asked: Asked, answer: WholeAnswer, options: AnswerOptions): void {
  const { caller, server, record } = asked;
  const { http } = server.settings;
  const status = statusOf(answer, record, http);
  note(asked, status, options);
  const isHealthy = record.errorCodes.length === 0 && !record.isStale && answer.status < 300;
  const { freshness } = record;
  const told = record.isRun ? cacheControlOf(freshness, options.clock.epochNow()) : undefined;
  const cacheControl = isHealthy ? (answer.cacheControl ?? told) : 'no-store';
  sendOperation(caller, { ...answer, status, cacheControl, freshness, isHealthy }, http.compression, options.logger);
}

const NO_LINES: readonly string[] = [];

/** Ours passes Apollo Server as it is; whatever else stands there is text. */
function printedIn({ body }: HTTPGraphQLResponse): Printed {
  const text: unknown = body.kind === 'complete' ? body.string : '';
  return text instanceof Printed ? text : new Printed(String(text));
}

/** GraphQL's media type may say "partial success" by status; plain JSON keeps what everybody knows. */
function statusOf({ status, contentType }: WholeAnswer, record: OperationRecord, http: Settings['http']): number {
  const isOwnType = record.isPartial && contentType?.startsWith('application/graphql-response+json') === true;
  return status === 200 && isOwnType ? http.partialStatus : status;
}

const NO_MEMBERS = { ok: true, value: {} } as const;

function membersOf(
  caller: Caller,
  body: PostBody | undefined,
  { settings: { deadlineRequestHeader } }: OperationServer,
): Outcome<RequestMembers, MemberFault> {
  const { method = 'GET', url, headers } = caller.request;
  if (body?.isBare === true && headers[deadlineRequestHeader] === undefined) return NO_MEMBERS;
  const search = searchOf(url);
  return readRequestMembers({ method, body: body?.json, search, headers: caller.headers, deadlineRequestHeader });
}

function traceOf(caller: Caller, settings: OperationServer['settings']): boolean {
  return caller.request.headers[TRACE_HEADER] !== undefined && mayTrace(caller.headers, settings);
}

/** Somebody pasted the endpoint into the address bar. */
function isVisit({ request: { method, url, headers } }: Caller): boolean {
  return method === 'GET' && searchOf(url) === '' && headers.accept?.includes('text/html') === true;
}

function headerMap({ headers }: Caller): HeaderMap {
  return new HeaderMap([...headers].map(([name, lines]) => [name, lines.join(', ')]));
}

function searchOf(url = ''): string {
  const at = url.indexOf('?');
  return at === -1 ? '' : url.slice(at + 1);
}
