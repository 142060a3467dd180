import { type ASTNode, GraphQLError } from 'graphql';

/** The code of a null where the schema allows none and nothing failed; docs/errors.md says what to do. */
export const NULL_CODE = 'NULL_FOR_NON_NULL';

/** The error of a null where none may be, in graphql-js's words (GraphQL spec §6.4.4). */
export function nullError(
  typeName: string,
  fieldName: string,
  site: { readonly nodes: readonly ASTNode[]; readonly path: readonly (string | number)[] },
): GraphQLError {
  return new GraphQLError(`Cannot return null for non-nullable field ${typeName}.${fieldName}.`, {
    ...site,
    extensions: { code: NULL_CODE },
  });
}

/** The same error with its code, if it is graphql-js's of a null where none may be. */
export function withNullCode(error: GraphQLError): GraphQLError {
  const { message, nodes = [], path = [], originalError } = error;
  if (originalError === undefined || error.extensions.code !== undefined || !isAboutNull(originalError)) return error;
  return new GraphQLError(message, { nodes, path, originalError, extensions: { code: NULL_CODE } });
}

/** graphql-js has no other mark for this one; the text is made of names in the schema only. */
export function isAboutNull({ message }: Error): boolean {
  return /^Cannot return null for non-nullable field \w+\.\w+\.$/.test(message);
}
