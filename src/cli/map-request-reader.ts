import type { ConnectHttp, HeaderMapping, HttpMethod, Source } from '../connectors/connector.ts';
import { isArray, isObject, type Json, type JsonObject } from '../json/json.ts';
import { failed, type Outcome, success } from '../json/outcome.ts';
import type { Dialect, Selection } from '../mapping/ast.ts';
import { parseSelection } from '../mapping/parser.ts';
import { parseTemplate } from '../templates/parse-template.ts';
import type { Template } from '../templates/template.ts';
import { type LineFault, syntaxFault } from './map-line.ts';

/** The request side of a connector and its source, read from JSON instead of SDL. */
export interface RequestTexts {
  readonly source?: RequestSource;
  readonly http: ConnectHttp;
}

export type RequestSource = Pick<Source, 'baseURL' | 'path' | 'queryParams' | 'headers'>;

/** Reads the members of `@source(http:)` and `@connect(http:)`; the first thing wrong counts. Pure. */
export function readRequestTexts(
  source: Json | undefined,
  http: Json | undefined,
  dialect: Dialect,
): Outcome<RequestTexts, LineFault> {
  const reading: Reading = { dialect, faults: [] };
  const base = source === undefined || source === null ? undefined : readSource(source, reading);
  const request = readHttp(http, reading);
  const [fault] = reading.faults;
  if (fault !== undefined || request === undefined) return failed(fault ?? { message: 'The request is unreadable.' });
  return success({ http: request, ...(base !== undefined && { source: base }) });
}

interface Reading {
  readonly dialect: Dialect;
  readonly faults: LineFault[];
}

const METHODS: readonly HttpMethod[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

function readSource(source: Json, reading: Reading): RequestSource | undefined {
  if (!isObject(source))
    return refuse(reading, 'source', 'must be an object, as in {"baseURL": "https://api.example"}');
  const baseURL = readTemplate(source.baseURL, 'source.baseURL', reading);
  const parts = readUrlParts(source, 'source', reading);
  const headers = readHeaders(source.headers, 'source.headers', reading);
  return baseURL && { baseURL, ...parts, headers };
}

function readHttp(http: Json | undefined, reading: Reading): ConnectHttp | undefined {
  if (!isObject(http)) return refuse(reading, 'http', 'must be an object, as in {"GET": "/path"}');
  const [method, another] = METHODS.filter((candidate) => http[candidate] !== undefined);
  if (method === undefined) return refuse(reading, 'http', `needs a verb: one of ${METHODS.join(', ')}`);
  if (another !== undefined) return refuse(reading, 'http', `has two verbs, ${method} and ${another}`);
  const url = readTemplate(http[method], `http.${method}`, reading);
  const parts = readUrlParts(http, 'http', reading);
  const headers = readHeaders(http.headers, 'http.headers', reading);
  const body = readMapping(http.body, 'http.body', reading);
  return url && { method, url, ...parts, headers, ...(body !== undefined && { body }) };
}

function readUrlParts(members: JsonObject, at: string, reading: Reading): Pick<ConnectHttp, 'path' | 'queryParams'> {
  const path = readMapping(members.path, `${at}.path`, reading);
  const queryParams = readMapping(members.queryParams, `${at}.queryParams`, reading);
  return { ...(path !== undefined && { path }), ...(queryParams !== undefined && { queryParams }) };
}

function readHeaders(headers: Json | undefined, at: string, reading: Reading): readonly HeaderMapping[] {
  if (headers === undefined || headers === null) return [];
  const entries = isArray(headers) ? headers : [headers];
  return entries.flatMap((entry, index) => readHeader(entry, `${at}[${index}]`, reading) ?? []);
}

function readHeader(entry: Json, at: string, reading: Reading): HeaderMapping | undefined {
  if (!isObject(entry)) return refuse(reading, at, 'must be an object with `name`, and `value` or `from`');
  const { from, value } = entry;
  if ((from === undefined) === (value === undefined)) return refuse(reading, at, 'needs either `value` or `from`');
  const name = readString(entry.name, `${at}.name`, reading);
  if (name === undefined) return undefined;
  if (value !== undefined) {
    const template = readTemplate(value, `${at}.value`, reading);
    return template && { kind: 'value', name, value: template };
  }
  const clientName = readString(from, `${at}.from`, reading);
  return clientName === undefined ? undefined : { kind: 'from', name, from: clientName };
}

function readTemplate(member: Json | undefined, at: string, reading: Reading): Template | undefined {
  const text = readString(member, at, reading);
  if (text === undefined) return undefined;
  const template = parseTemplate(text, reading.dialect);
  if (template.ok) return template.value;
  reading.faults.push({ ...syntaxFault(template.failure, text), at });
  return undefined;
}

function readMapping(member: Json | undefined, at: string, reading: Reading): Selection | undefined {
  if (member === undefined || member === null) return undefined;
  const text = readString(member, at, reading);
  if (text === undefined) return undefined;
  const selection = parseSelection(text, reading.dialect);
  if (selection.ok) return selection.value;
  reading.faults.push({ ...syntaxFault(selection.failure, text), at });
  return undefined;
}

function readString(member: Json | undefined, at: string, reading: Reading): string | undefined {
  return typeof member === 'string' ? member : refuse(reading, at, 'must be a text');
}

function refuse(reading: Reading, at: string, problem: string): undefined {
  reading.faults.push({ message: `\`${at}\` ${problem}.`, at });
}
