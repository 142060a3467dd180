import { type DocumentNode, GraphQLError, type GraphQLSchema, parse, validate } from 'graphql';
import { failed, type Outcome, success } from '../json/outcome.ts';

/** More than these help nobody to mend an operation. */
export const MAX_VALIDATION_ERRORS = 20;

/** Parses and validates the text of an operation, no more of it than its limit allows. Pure. */
export function readOperation(
  schema: GraphQLSchema,
  text: string,
  { maxTokens }: { readonly maxTokens: number },
): Outcome<DocumentNode, readonly GraphQLError[]> {
  let document: DocumentNode;
  try {
    document = parse(text, { maxTokens });
  } catch (error) {
    if (error instanceof GraphQLError) return failed([error]);
    throw error;
  }
  const errors = validate(schema, document, undefined, { maxErrors: MAX_VALIDATION_ERRORS });
  return errors.length === 0 ? success(document) : failed(errors);
}
