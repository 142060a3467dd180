import { type DocumentNode, Kind, parse } from 'graphql';

const STAND_IN = parse('schema { query: overlap__Query } type overlap__Query { _: Boolean }', { noLocation: true });

/** A schema needs a Query; files of which it is a part need not have one. Adds a stand-in where there is none. */
export function withQuery(document: DocumentNode): DocumentNode {
  const [schema, query] = STAND_IN.definitions;
  const own = document.definitions.find((node) => node.kind === Kind.SCHEMA_DEFINITION);
  const operationTypes = own?.operationTypes ?? [];
  if (operationTypes.some(({ operation }) => operation === 'query')) return document;
  if (schema?.kind !== Kind.SCHEMA_DEFINITION || query === undefined) return document;
  const rest = document.definitions.filter((node) => node !== own);
  const roots = { ...schema, operationTypes: [...schema.operationTypes, ...operationTypes] };
  return { ...document, definitions: [roots, query, ...rest] };
}
