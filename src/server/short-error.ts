import type { GraphQLFormattedError } from 'graphql';
import { MAX_VALIDATION_ERRORS } from '../limits/read-operation.ts';

/** Of a request that is refused; execution has limits of its own. */
export const MAX_ERRORS = MAX_VALIDATION_ERRORS;

/** Enough for any sentence of ours; what is longer repeats what the client sent. */
const MAX_MESSAGE_LENGTH = 500;

/** An error of a refused request, short whatever the request was. Pure. */
export function shortError(error: GraphQLFormattedError): GraphQLFormattedError {
  return { ...error, message: shortText(error.message) };
}

/** A sentence that may repeat input, cut where it has become too long. Pure. */
export function shortText(text: string): string {
  return text.length <= MAX_MESSAGE_LENGTH ? text : `${text.slice(0, MAX_MESSAGE_LENGTH - 1).toWellFormed()}…`;
}
