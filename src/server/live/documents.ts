import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  type OperationDefinitionNode,
  parse,
} from 'graphql';
import { failed, type Outcome } from '../../json/outcome.ts';
import { readOperation } from '../../limits/read-operation.ts';
import { BoundedMap } from '../../memo/bounded-map.ts';
import type { Settings } from '../../settings/settings.ts';

/** Operations by their text. */
export interface Documents {
  /** The operation that is meant, valid or not; undefined where there is none, or no text that can be read. */
  find(text: string, operationName: string | undefined): OperationDefinitionNode | undefined;
  /** A valid document, or what is wrong with it. */
  read(text: string): Outcome<DocumentNode, readonly GraphQLError[]>;
}

/** As many as a large application has. */
const MAX_KEPT = 200;

/** Longer ones are read anew: what is kept must not grow with what strangers send. */
const MAX_KEPT_LENGTH = 16 * 1024;

interface Kept {
  parsed?: DocumentNode | undefined;
  read?: Outcome<DocumentNode, readonly GraphQLError[]>;
}

/** Ten thousand clients who come back at once ask the same: it is parsed and validated once. */
export function createDocuments(
  schema: GraphQLSchema,
  { limits, introspection }: Pick<Settings, 'limits' | 'introspection'>,
): Documents {
  const kept = new BoundedMap<string, Kept>(MAX_KEPT);
  return {
    find(text, operationName) {
      const known = knownOf(text);
      if (!('parsed' in known)) known.parsed = parsed(text, limits);
      return (known.parsed && getOperationAST(known.parsed, operationName)) ?? undefined;
    },
    read(text) {
      const known = knownOf(text);
      known.read ??= withoutHints(readOperation(schema, text, limits));
      return known.read;
    },
  };

  function knownOf(text: string): Kept {
    const known = kept.get(text) ?? {};
    if (text.length <= MAX_KEPT_LENGTH) kept.set(text, known);
    return known;
  }

  /** Who may not ask for the schema is not told its names, either. */
  function withoutHints(read: Outcome<DocumentNode, readonly GraphQLError[]>): typeof read {
    if (read.ok || introspection) return read;
    return failed(
      read.failure.map((error) => new GraphQLError(error.message.replace(HINT, ''), { nodes: error.nodes ?? null })),
    );
  }
}

/** How graphql-js ends a message that suggests a name. */
const HINT = / Did you mean .*\?$/;

function parsed(text: string, { maxTokens }: Settings['limits']): DocumentNode | undefined {
  try {
    return parse(text, { maxTokens, noLocation: true });
  } catch {
    return undefined;
  }
}

/** What is said where a document has no operation, or several and none is named. */
export function noOperation(): Outcome<never, readonly GraphQLError[]> {
  const extensions = { code: 'OPERATION_RESOLUTION_FAILURE' };
  return failed([new GraphQLError('The document has no such operation.', { extensions })]);
}
