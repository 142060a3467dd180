import { type CompiledRequest, compileRequest } from '../execution/build-request.ts';
import { type ClientHeaders, clientHeaderText } from '../execution/client-headers.ts';
import { decodeHeader, encodeHeader } from '../execution/header-text.ts';
import type { RequestFault } from '../execution/request-fault.ts';
import { isArray, type Json, type JsonObject, type MutableJsonObject, setMember } from '../json/json.ts';
import { failed, type Outcome, success } from '../json/outcome.ts';
import { printJson } from '../json/print-json.ts';
import type { Dialect } from '../mapping/ast.ts';
import { collectReferences, keyPathsOf } from '../mapping/references.ts';
import type { Scope } from '../mapping/scope.ts';
import type { UpstreamRequest } from '../upstream/upstream.ts';
import { createBoundedCache } from './map-cache.ts';
import { type AnswerLine, errorAnswer, type LineDefaults, type LineFault, readContext } from './map-line.ts';
import { type RequestTexts, readRequestTexts } from './map-request-reader.ts';

const COMPILED = { maxEntries: 500, maxCharacters: 1_000_000 };

/**
 * Answers `{"source", "http", "vars", "clientHeaders", "spec"}` with the request that would be sent: `method`, `url`,
 * `headers` in order of emission under their written names, and the text of the `body` if there is one. Where `vars`
 * has no `$request`, it is made of `clientHeaders`.
 */
export function createRequestAnswers(defaults: LineDefaults): AnswerLine {
  const cache = createBoundedCache<Outcome<ReadyRequest, LineFault>>(COMPILED);
  return (line) => {
    const context = readContext(line, defaults);
    if (!context.ok) return errorAnswer(context.failure);
    const { dialect } = context.value;
    const headers = readClientHeaders(line.clientHeaders);
    if (!headers.ok) return errorAnswer(headers.failure);
    const key = dialect + printJson([line.source ?? null, line.http ?? null]);
    const ready = cache(key, () => prepare(line.source, line.http, dialect));
    if (!ready.ok) return errorAnswer(ready.failure);
    const { request, requestHeaders, writtenNames } = ready.value;
    const scope = withRequest(context.value.scope, headers.value, requestHeaders);
    const built = request.build(scope, headers.value);
    return built.ok ? printRequest(built.value, writtenNames) : errorAnswer(describeFault(built.failure));
  };
}

interface ReadyRequest {
  readonly request: CompiledRequest;
  /** Names below `$request.headers` that a mapping writes: no other header exists for it. */
  readonly requestHeaders: readonly string[];
  /** Header names as the schema writes them, by lower case. */
  readonly writtenNames: ReadonlyMap<string, string>;
}

function prepare(source: Json | undefined, http: Json | undefined, dialect: Dialect): Outcome<ReadyRequest, LineFault> {
  const texts = readRequestTexts(source, http, dialect);
  if (!texts.ok) return texts;
  const written = [...(texts.value.source?.headers ?? []), ...texts.value.http.headers];
  return success({
    request: compileRequest(texts.value.source, texts.value.http, { allowEmptySegments: false }),
    requestHeaders: requestHeadersOf(texts.value),
    writtenNames: new Map(written.map(({ name }) => [name.toLowerCase(), name])),
  });
}

function requestHeadersOf({ source, http }: RequestTexts): readonly string[] {
  const headers = [...(source?.headers ?? []), ...http.headers];
  const headerValues = headers.flatMap((header) => (header.kind === 'value' ? [header.value] : []));
  const templates = [http.url, ...(source === undefined ? [] : [source.baseURL]), ...headerValues];
  const holes = templates.flatMap(({ parts }) =>
    parts.flatMap((part) => (part.kind === 'Hole' ? [part.selection] : [])),
  );
  const mappings = [source?.path, source?.queryParams, http.path, http.queryParams, http.body];
  const references = [...holes, ...mappings].flatMap((one) => (one === undefined ? [] : collectReferences(one)));
  return [...(keyPathsOf(references, '$request').get('headers')?.keys() ?? [])];
}

function readClientHeaders(lines: Json | undefined): Outcome<ClientHeaders, LineFault> {
  const headers = new Map<string, string[]>();
  if (lines === undefined || lines === null) return success(headers);
  const malformed = failed({ message: '`clientHeaders` must be pairs of texts, as in [["x-trace", "1"]].' });
  if (!isArray(lines)) return malformed;
  for (const line of lines) {
    if (!isArray(line) || line.length !== 2) return malformed;
    const [name, value] = line;
    if (typeof name !== 'string' || typeof value !== 'string') return malformed;
    const known = headers.get(name.toLowerCase());
    if (known === undefined) headers.set(name.toLowerCase(), [encodeHeader(value)]);
    else known.push(encodeHeader(value));
  }
  return success(headers);
}

function withRequest(scope: Scope, client: ClientHeaders, names: readonly string[]): Scope {
  if (Object.hasOwn(scope, '$request')) return scope;
  const headers: MutableJsonObject = {};
  for (const name of names) {
    const lines = clientHeaderText(client, name);
    if (lines !== undefined) setMember(headers, name, lines);
  }
  return { ...scope, $request: { headers } };
}

function printRequest(
  { method, url, headers, body }: UpstreamRequest,
  writtenNames: ReadonlyMap<string, string>,
): JsonObject {
  const lines = headers.map(([name, value]) => [writtenNames.get(name) ?? name, decodeHeader(value)]);
  return { method, url, headers: lines, ...(body !== undefined && { body }) };
}

function describeFault(fault: RequestFault): LineFault {
  switch (fault.kind) {
    case 'not built':
      return { message: fault.message };
    case 'null key':
      return {
        message: 'A whole segment of the path reads a member of `$this` that is null: there is nothing to ask for.',
      };
  }
}
