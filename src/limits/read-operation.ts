import { type DocumentNode, GraphQLError, type GraphQLSchema, parse, specifiedRules, validate } from 'graphql';
import { INCREMENTAL_RULES } from '../incremental/rules.ts';
import { failed, type Outcome, success } from '../json/outcome.ts';

/** More than these help nobody to mend an operation. */
export const MAX_VALIDATION_ERRORS = 20;

/** Parser and rules recurse, and thousands of brackets are within the limit of tokens. */
export const TOO_DEEP_TO_READ = 'The operation is nested too deep to be read.';

const RULES = [...specifiedRules, ...INCREMENTAL_RULES];

/** Parses and validates the text of an operation, no more of it than its limit allows. Pure. */
export function readOperation(
  schema: GraphQLSchema,
  text: string,
  { maxTokens }: { readonly maxTokens: number },
): Outcome<DocumentNode, readonly GraphQLError[]> {
  try {
    const document = parse(text, { maxTokens });
    const errors = validate(schema, document, RULES, { maxErrors: MAX_VALIDATION_ERRORS });
    return errors.length === 0 ? success(document) : failed(errors);
  } catch (error) {
    if (error instanceof GraphQLError) return failed([error]);
    if (error instanceof RangeError) return failed([new GraphQLError(TOO_DEEP_TO_READ)]);
    throw error;
  }
}
