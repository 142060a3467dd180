import type { GraphQLError, GraphQLSchema } from 'graphql';
import type { Diagnostic, Place } from '../diagnostics/diagnostic.ts';
import { locateJson, offsetInString } from '../json/locate-json.ts';
import { readOperation } from '../limits/read-operation.ts';
import type { ManifestDocument } from './read-manifest.ts';

/** What a schema has against a document of a manifest, each fault at its place in the manifest. Pure. */
export function validateDocument(
  schema: GraphQLSchema,
  document: ManifestDocument,
  limits: { readonly maxTokens: number },
): readonly Diagnostic[] {
  const read = readOperation(schema, document.text, limits);
  if (read.ok) return [];
  const { name, id } = document;
  const which = name === undefined ? `\`${id}\`` : `\`${name}\``;
  return read.failure.map((error) => invalidDocument(`${which}: ${error.message}`, placeIn(document, error)));
}

/** A fault of a document, from a manifest or from a file. Only the document suffers, so that it stops no start. */
export function invalidDocument(message: string, place: Place): Diagnostic {
  return { code: 'INVALID_DOCUMENT', severity: 'error', message, places: [place] };
}

function placeIn({ source, path }: ManifestDocument, { positions = [] }: GraphQLError): Place {
  const string = locateJson(source.text, path) ?? { start: 0, end: 0 };
  const [index = 0] = positions;
  const start = offsetInString(source.text, string.start, index);
  return { source, span: { start, end: Math.min(start + 1, string.end) } };
}
