import { OperationTypeNode } from 'graphql';
import type { Effort } from '../execution/operation.ts';
import type { GatewayOperation, Logger } from '../gateway.ts';
import { isIncremental } from '../incremental/directives.ts';
import type { OnError } from '../settings/settings.ts';
import { type Answer, type Asked, traceOf, type WholeAnswer } from './asked.ts';
import type { Caller } from './caller.ts';
import { exactVariables } from './exact-variables.ts';
import { getOperation } from './get-operation.ts';
import { cutOf } from './incremental/accept.ts';
import type { KnownOperation } from './known-operations.ts';
import { noteOperation, noteResult, type RequestMembers } from './operation-context.ts';
import type { PostBody } from './post-body.ts';
import { printResult } from './print-result.ts';
import { type OperationAnswer, runOperation, runOperationInParts } from './run-operation.ts';

/**
 * Runs an operation that Apollo Server has let through before, for a client that accepts what one accepted before; undefined
 * where there is any doubt. The answer is the same to the byte, without hashing the text and calling every hook.
 */
export function takeShortcut(asked: Asked, body: PostBody | undefined, logger: Logger): Promise<Answer> | undefined {
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
    record,
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

const NO_LINES: readonly string[] = [];

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
  readonly effort: Effort;
  readonly #caller: Caller;

  constructor(
    caller: Caller,
    { document }: KnownOperation,
    operationName: string | undefined,
    variables: GatewayOperation['variables'],
    { deadlineMs, onError }: RequestMembers,
    trace: boolean,
    effort: Effort,
  ) {
    this.document = document;
    this.operationName = operationName;
    this.variables = variables;
    this.deadlineMs = deadlineMs;
    this.onError = onError;
    this.trace = trace;
    this.effort = effort;
    this.#caller = caller;
  }

  get headers(): GatewayOperation['headers'] {
    return this.#caller.headers;
  }

  get requestId(): string {
    return this.#caller.id;
  }

  get signal(): AbortSignal {
    return this.#caller.signal;
  }
}
