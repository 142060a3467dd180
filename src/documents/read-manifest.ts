import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { SourceText, Span } from '../diagnostics/source-text.ts';
import { isArray, isObject, type Json, type JsonObject, ownMember } from '../json/json.ts';
import { locateJson } from '../json/locate-json.ts';
import { parseJson } from '../json/parse-json.ts';
import type { TrustedDocument } from './trusted-documents.ts';

/** A document of a manifest, and where its text stands there. */
export interface ManifestDocument extends TrustedDocument {
  readonly source: SourceText;
  /** From the manifest's root to the text. */
  readonly path: readonly (string | number)[];
}

export interface ManifestReading {
  /** Empty when a diagnostic is an error. */
  readonly documents: readonly ManifestDocument[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Reads a manifest: Apollo's, `{ format: "apollo-persisted-query-manifest", version: 1, operations: [{ id, name, type, body }] }`,
 * or Relay's, `{ id: text }`. Says everything that is wrong with its shape; what the texts say is not looked at. Pure.
 */
export function readManifest(source: SourceText): ManifestReading {
  const parsed = parseJson(source.text);
  if (!parsed.ok) {
    const place = { source, span: placeOfSyntaxError(source.text, parsed.failure.message) };
    const message = `The manifest ${parsed.failure.message}.`;
    return {
      documents: [],
      diagnostics: [{ code: 'MANIFEST_UNREADABLE', severity: 'error', message, places: [place] }],
    };
  }
  const faults: Fault[] = [];
  const documents = readShape(source, parsed.value, faults);
  faults.push(...repeatedIds(documents));
  const diagnostics = faults.map((fault) => diagnosticOf(source, fault));
  return { documents: diagnostics.length === 0 ? documents : [], diagnostics };
}

interface Fault {
  readonly path: readonly (string | number)[];
  readonly message: string;
  readonly hint?: string;
}

const APOLLO_FORMAT = 'apollo-persisted-query-manifest';
const SHAPES = `Write Apollo's \`{ "format": "${APOLLO_FORMAT}", "version": 1, "operations": […] }\`, or Relay's \`{ "id": "text" }\`.`;

function readShape(source: SourceText, manifest: Json, faults: Fault[]): readonly ManifestDocument[] {
  if (!isObject(manifest)) {
    faults.push({ path: [], message: 'A manifest is a JSON object.', hint: SHAPES });
    return [];
  }
  const isApollos = Object.hasOwn(manifest, 'format') || isArray(ownMember(manifest, 'operations'));
  return isApollos ? readApollo(source, manifest, faults) : readRelay(source, manifest, faults);
}

function readApollo(source: SourceText, manifest: JsonObject, faults: Fault[]): readonly ManifestDocument[] {
  const { format, version } = manifest;
  if (format !== APOLLO_FORMAT) {
    faults.push({ path: pathIn(manifest, 'format'), message: `\`format\` must be "${APOLLO_FORMAT}".`, hint: SHAPES });
  }
  if (version !== 1) faults.push({ path: pathIn(manifest, 'version'), message: '`version` must be 1.' });
  const operations = ownMember(manifest, 'operations');
  if (!isArray(operations)) {
    faults.push({ path: pathIn(manifest, 'operations'), message: '`operations` must be a list.' });
    return [];
  }
  return operations.flatMap((operation, index) => {
    const path = ['operations', index];
    if (!isObject(operation)) {
      faults.push({ path, message: 'An operation of a manifest is an object with `id` and `body`.' });
      return [];
    }
    const id = textMember(operation, 'id', path, faults);
    const text = textMember(operation, 'body', path, faults);
    const name = ownMember(operation, 'name');
    if (id === undefined || text === undefined) return [];
    return [{ id, text, ...(typeof name === 'string' && { name }), source, path: [...path, 'body'] }];
  });
}

function readRelay(source: SourceText, manifest: JsonObject, faults: Fault[]): readonly ManifestDocument[] {
  return Object.entries(manifest).flatMap(([id, text]) => {
    if (typeof text === 'string' && text !== '') return [{ id, text, source, path: [id] }];
    const message = `The document \`${id}\` must be a text.`;
    faults.push({ path: [id], message, hint: SHAPES });
    return [];
  });
}

function textMember(
  operation: JsonObject,
  name: string,
  path: readonly (string | number)[],
  faults: Fault[],
): string | undefined {
  const text = ownMember(operation, name);
  if (typeof text === 'string' && text !== '') return text;
  const at = Object.hasOwn(operation, name) ? [...path, name] : path;
  faults.push({ path: at, message: `An operation of a manifest must have a text as its \`${name}\`.` });
  return undefined;
}

/** The same id for different texts: whoever names it would get either. */
function repeatedIds(documents: readonly ManifestDocument[]): readonly Fault[] {
  const known = new Map<string, string>();
  return documents.flatMap(({ id, text, path }) => {
    const first = known.get(id) ?? text;
    known.set(id, first);
    if (first === text) return [];
    return [{ path: [...path.slice(0, -1), 'id'], message: `Two documents have the id \`${id}\`.` }];
  });
}

function pathIn(manifest: JsonObject, name: string): readonly string[] {
  return Object.hasOwn(manifest, name) ? [name] : [];
}

function diagnosticOf(source: SourceText, { path, message, hint }: Fault): Diagnostic {
  const { start, end } = locateJson(source.text, path) ?? { start: 0, end: 0 };
  // Of the whole there is nothing to underline.
  const span = path.length === 0 ? { start, end: Math.min(end, start + 1) } : { start, end };
  return {
    code: 'INVALID_MANIFEST',
    severity: 'error',
    message,
    places: [{ source, span }],
    ...(hint !== undefined && { hint }),
  };
}

/** The parser says line and column; where it does not, the text ends too early. */
function placeOfSyntaxError(text: string, message: string): Span {
  const [, line = '', column = ''] = /line (\d+) column (\d+)/.exec(message) ?? [];
  if (line === '') return { start: text.length, end: text.length };
  const before = text.split('\n').slice(0, Number(line) - 1);
  const start = before.reduce((length, each) => length + each.length + 1, Number(column) - 1);
  return { start, end: start + 1 };
}
