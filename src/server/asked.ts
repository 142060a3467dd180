import type { HTTPGraphQLRequest, HTTPGraphQLResponse } from '@apollo/server';
import type { Gateway } from '../gateway.ts';
import type { IncrementalResult } from '../incremental/part.ts';
import type { Settings } from '../settings/settings.ts';
import type { Caller } from './caller.ts';
import type { DocumentGate } from './document-gate.ts';
import type { Accepted, Delivery } from './incremental/accept.ts';
import type { KnownOperations } from './known-operations.ts';
import type { OperationContext, OperationRecord, RequestMembers } from './operation-context.ts';
import type { Printed } from './print-result.ts';
import { mayTrace, TRACE_HEADER } from './trace-request.ts';

/** What stands behind the endpoint: it knows GraphQL over HTTP, and nothing of sockets. */
export interface OperationServer {
  readonly settings: Pick<Settings, 'mode' | 'trace' | 'http' | 'deadlineRequestHeader' | 'serverTiming'>;
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

/** An operation, who wants to know, and what has been found out about it. */
export interface Asked {
  readonly caller: Caller;
  readonly server: OperationServer;
  readonly members: RequestMembers;
  readonly record: OperationRecord;
  readonly accepted: Accepted;
}

/** A whole answer, or parts that are on their way. */
export type Answer = WholeAnswer | { readonly parts: IncrementalResult; readonly delivery: Delivery };

export interface WholeAnswer {
  readonly status: number;
  readonly contentType: string | undefined;
  readonly printed: Printed;
  /** Beside these, names and values in turn. */
  readonly lines: readonly string[];
  readonly cacheControl: string | undefined;
}

/** Whether a caller asks for a trace and may have it. */
export function traceOf(caller: Caller, settings: OperationServer['settings']): boolean {
  return caller.request.headers[TRACE_HEADER] !== undefined && mayTrace(caller.headers, settings);
}

/** Of a request's target, without the question mark. */
export function searchOf(url = ''): string {
  const at = url.indexOf('?');
  return at === -1 ? '' : url.slice(at + 1);
}
