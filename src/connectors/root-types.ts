import type { DocumentNode } from 'graphql';

/** The names of the root types; one that nobody declares keeps its customary name. */
export interface RootTypes {
  readonly query: string;
  readonly mutation: string;
  readonly subscription: string;
}

/**
 * The root types of a file: as its `schema { … }` says, or by their customary names where there is none.
 * What a `schema { … }` does not name is no root type. GraphQL spec, "Root Operation Types".
 */
export function rootTypesOf(document: DocumentNode): RootTypes {
  const roots = { query: 'Query', mutation: 'Mutation', subscription: 'Subscription' };
  const hasDefinition = document.definitions.some(({ kind }) => kind === 'SchemaDefinition');
  if (hasDefinition) Object.assign(roots, { query: '', mutation: '', subscription: '' });
  for (const definition of document.definitions) {
    if (definition.kind !== 'SchemaDefinition' && definition.kind !== 'SchemaExtension') continue;
    for (const { operation, type } of definition.operationTypes ?? []) roots[operation] = type.name.value;
  }
  return roots;
}

export function isRootType(roots: RootTypes, typeName: string): boolean {
  return typeName === roots.query || typeName === roots.mutation || typeName === roots.subscription;
}
