import { type ASTNode, GraphQLError } from 'graphql';
import type { JsonObject, MutableJsonObject } from '../json/json.ts';
import type { Cause, Failure } from './failure.ts';
import { mergeMembers } from './merge-members.ts';

/** The one table from causes to the codes that clients see; docs/errors.md lists the same. */
export const FAILURE_CODES = {
  connection: 'UPSTREAM_UNREACHABLE',
  timeout: 'UPSTREAM_TIMEOUT',
  deadline: 'DEADLINE_EXCEEDED',
  aborted: 'CLIENT_CLOSED_REQUEST',
  'too large': 'UPSTREAM_BAD_RESPONSE',
  undecodable: 'UPSTREAM_BAD_RESPONSE',
  'bad response': 'UPSTREAM_BAD_RESPONSE',
  refused: 'UPSTREAM_REFUSED',
  status: 'UPSTREAM_STATUS',
  'not built': 'REQUEST_NOT_BUILT',
  'request limit': 'REQUEST_LIMIT_EXCEEDED',
  unprovided: 'FIELD_NOT_PROVIDED',
} as const satisfies Record<Cause['kind'], string>;

/** Where an error stands in the response and in the operation. */
export interface ErrorSite {
  readonly path: readonly (string | number)[];
  readonly nodes: readonly ASTNode[];
}

/** The GraphQL error of one failed position (GraphQL spec §7.1.2). Never shows an upstream's body, headers or host. */
export function fieldError(failure: Failure, site: ErrorSite): GraphQLError {
  const { cause } = failure;
  const mapped = cause.kind === 'status' ? cause : undefined;
  const error = new GraphQLError(mapped?.message ?? describe(failure), {
    nodes: site.nodes,
    path: site.path,
    extensions: mergeMembers(extensionsOf(failure), mapped?.extensions ?? {}) as Record<string, unknown>,
  });
  FAILURES.set(error, failure);
  return error;
}

/** The failure behind an error made here; undefined for any other error. */
export function failureBehind(error: unknown): Failure | undefined {
  return error instanceof GraphQLError ? FAILURES.get(error) : undefined;
}

const FAILURES = new WeakMap<GraphQLError, Failure>();

function describe({ cause, source, connector, field }: Failure): string {
  const name = source ?? connector?.coordinate.replace(/^.*?:/, '').replace(/\[\d+\]$/, '') ?? field ?? 'The upstream';
  switch (cause.kind) {
    case 'connection':
      return `${name} could not be reached.`;
    case 'timeout':
      return `${name} did not answer within ${cause.afterMs} ms.`;
    case 'deadline':
      return `${name} did not answer before the deadline of the operation.`;
    case 'aborted':
      return `${name} was not waited for: the client has left.`;
    case 'too large':
      return `${name} answered with more than ${cause.limitBytes} bytes.`;
    case 'undecodable':
      return `${name} answered with a body that cannot be decoded.`;
    case 'bad response':
      return `${name} answered with ${cause.message}.`;
    case 'refused':
      return `${name} was not called: its ${cause.by} refused.`;
    case 'status':
      return `${name} answered with status ${cause.status}.`;
    case 'not built':
      return `The request to ${name} could not be built: ${cause.message}`;
    case 'request limit':
      return `${name} was not called: an operation may call it ${cause.limit} times at most.`;
    case 'unprovided':
      return `Nothing that is reachable from here provides ${cause.field}.`;
  }
}

function extensionsOf(failure: Failure): JsonObject {
  const { cause, source, connector, attempts, elapsedMs } = failure;
  const extensions: MutableJsonObject = { code: FAILURE_CODES[cause.kind] };
  if (connector !== undefined) {
    extensions.service = connector.service;
    extensions.connector = { coordinate: connector.coordinate };
  }
  if ((cause.kind === 'status' || cause.kind === 'bad response') && cause.status !== undefined) {
    extensions.http = { status: cause.status };
  }
  const upstream: MutableJsonObject = {
    attempts,
    elapsedMs: Math.round(elapsedMs),
    retryable: isRetryable(failure),
  };
  if (source !== undefined) upstream.source = source;
  if (cause.kind === 'refused') upstream.refusedBy = cause.by;
  if ((cause.kind === 'refused' || cause.kind === 'status') && cause.retryAfterMs !== undefined) {
    upstream.retryAfterMs = cause.retryAfterMs;
  }
  if (cause.kind === 'status' && cause.problem !== undefined) upstream.problem = cause.problem;
  if (cause.kind !== 'unprovided') extensions.upstream = upstream;
  return extensions;
}

/** Whether asking again later may help and does no harm: a write that may have happened is not to be asked again. */
function isRetryable({ cause, connector }: Failure): boolean {
  const method = connector?.http?.method ?? 'GET';
  switch (cause.kind) {
    case 'refused':
      return true;
    case 'connection':
    case 'timeout':
    case 'deadline':
      return method === 'GET';
    case 'status':
      return RETRYABLE_STATUS.has(cause.status);
    case 'aborted':
    case 'too large':
    case 'undecodable':
    case 'bad response':
    case 'not built':
    case 'request limit':
    case 'unprovided':
      return false;
  }
}

const RETRYABLE_STATUS: ReadonlySet<number> = new Set([408, 425, 429, 500, 502, 503, 504]);
