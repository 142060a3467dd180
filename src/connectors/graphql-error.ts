import type { GraphQLError } from 'graphql';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { fault } from './fault.ts';
import { placeOfNode } from './place.ts';

/** An error of graphql-js about definitions, as a diagnostic: its suggestion becomes the hint. */
export function diagnosticOf(error: GraphQLError): Diagnostic {
  const [, message = error.message, suggestion] = /^(.*?)(?: (Did you mean .*))?$/s.exec(error.message) ?? [];
  const places = (error.nodes ?? []).filter(({ loc }) => loc !== undefined).map(placeOfNode);
  return fault('GRAPH_QL_ERROR', quoted(message), places, suggestion === undefined ? undefined : quoted(suggestion));
}

/** graphql-js quotes names with `"` and leaves out some full stops; our sentences have backticks, and end. */
function quoted(sentence: string): string {
  return sentence.replaceAll(/"([@_A-Za-z][^"]*)"/g, '`$1`').replace(/[^.?!]$/, '$&.');
}
