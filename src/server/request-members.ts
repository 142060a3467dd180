import { isObject, type Json, ownMember } from '../json/json.ts';
import { failed, type Outcome, success } from '../json/outcome.ts';
import { parseJson } from '../json/parse-json.ts';
import type { OnError } from '../settings/settings.ts';
import type { RequestMembers } from './operation-context.ts';

export interface MemberFault {
  readonly message: string;
}

/** Where the members stand: in the body of a POST, in the query of a GET. */
export interface RequestParts {
  readonly method: string;
  readonly body: unknown;
  /** Without the question mark. */
  readonly search: string;
  readonly headers: ReadonlyMap<string, readonly string[]>;
  /** The header that tells the client's deadline. */
  readonly deadlineRequestHeader: string;
}

/** Reads `onError`, the client's deadline (the shortest counts) and exact variables of a GET. Pure. */
export function readRequestMembers({
  method,
  body,
  search,
  headers,
  deadlineRequestHeader,
}: RequestParts): Outcome<RequestMembers, MemberFault> {
  const read = method === 'POST' ? success(membersOfBody(body)) : membersOfSearch(search);
  if (!read.ok) return read;
  const members = read.value;
  const onError = readOnError(members.onError);
  if (!onError.ok) return onError;
  const inExtensions = isObject(members.extensions) ? ownMember(members.extensions, 'deadlineMs') : undefined;
  const inHeader = headers.get(deadlineRequestHeader)?.at(-1);
  const fromMember = readDeadline(inExtensions, 'the request extension `deadlineMs`');
  if (!fromMember.ok) return fromMember;
  const fromHeader = readDeadline(inHeader, `the header \`${deadlineRequestHeader}\``);
  if (!fromHeader.ok) return fromHeader;
  const deadlines = [fromMember.value, fromHeader.value].filter((ms) => ms !== undefined);
  return success({
    ...(onError.value !== undefined && { onError: onError.value }),
    ...(deadlines.length > 0 && { deadlineMs: Math.min(...deadlines) }),
    ...(isObject(members.variables) && { variables: members.variables }),
  });
}

interface Members {
  readonly onError?: Json | undefined;
  readonly extensions?: Json | undefined;
  readonly variables?: Json | undefined;
}

/** The body was read by `parseJson`; its variables reach Apollo Server as they are. */
function membersOfBody(body: unknown): Members {
  const json = body as Json | undefined;
  return isObject(json) ? { onError: ownMember(json, 'onError'), extensions: ownMember(json, 'extensions') } : {};
}

/** What we do not read nobody else may: Apollo Server knows no limit to the depth of JSON. */
function membersOfSearch(search: string): Outcome<Members, MemberFault> {
  const params = new URLSearchParams(search);
  const extensions = jsonParam(params, 'extensions');
  if (!extensions.ok) return extensions;
  const variables = jsonParam(params, 'variables');
  if (!variables.ok) return variables;
  const onError = params.get('onError') ?? undefined;
  return success({ onError, extensions: extensions.value, variables: variables.value });
}

function jsonParam(params: URLSearchParams, name: string): Outcome<Json | undefined, MemberFault> {
  const text = params.get(name);
  if (text === null || text === '') return success(undefined);
  const value = parseJson(text);
  return value.ok ? value : failed({ message: `The search parameter \`${name}\` ${value.failure.message}.` });
}

function readOnError(value: Json | undefined): Outcome<OnError | undefined, MemberFault> {
  switch (value) {
    case undefined:
    case null:
      return success(undefined);
    case 'PROPAGATE':
    case 'NULL':
    case 'HALT':
      return success(value);
    default:
      return failed({ message: 'The request member `onError` must be `PROPAGATE`, `NULL` or `HALT`.' });
  }
}

function readDeadline(value: Json | undefined, what: string): Outcome<number | undefined, MemberFault> {
  if (value === undefined || value === null) return success(undefined);
  const ms = typeof value === 'string' && /^\s*\d+(?:\.\d+)?\s*$/.test(value) ? Number(value) : value;
  return typeof ms === 'number' && ms > 0
    ? success(ms)
    : failed({ message: `A deadline is a positive number of milliseconds, in ${what} as elsewhere.` });
}
