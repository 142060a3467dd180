import {
  type DefinitionNode,
  type DocumentNode,
  type FragmentDefinitionNode,
  GraphQLError,
  type GraphQLSchema,
  Kind,
  NoUnusedFragmentsRule,
  type OperationDefinitionNode,
  parse,
  specifiedRules,
  validate,
  visit,
} from 'graphql';
import type { Diagnostic, Place } from '../diagnostics/diagnostic.ts';
import type { SourceText } from '../diagnostics/source-text.ts';
import { MAX_VALIDATION_ERRORS, TOO_DEEP_TO_READ } from '../limits/read-operation.ts';
import { invalidDocument } from './validate-documents.ts';

export interface ValidatedFiles {
  /** Operations in them. */
  readonly count: number;
  /** Those of the files without a fault. */
  readonly operations: readonly WholeOperation[];
  readonly diagnostics: readonly Diagnostic[];
}

/** An operation, with the definitions beside it and the fragments that it has from elsewhere. */
export interface WholeOperation {
  readonly source: SourceText;
  readonly operation: OperationDefinitionNode;
  readonly definitions: readonly DefinitionNode[];
}

/**
 * What a schema has against the operations in files, as client programs keep them: a fragment may stand in another file.
 * Pure.
 */
export function validateFiles(
  schema: GraphQLSchema,
  sources: readonly SourceText[],
  { maxTokens }: { readonly maxTokens: number },
): ValidatedFiles {
  const diagnostics: Diagnostic[] = [];
  const files: File[] = [];
  for (const source of sources) {
    try {
      files.push({ source, document: parse(source.text, { maxTokens }) });
    } catch (error) {
      diagnostics.push(unreadable(source, error));
    }
  }
  const fragments = new Map(files.flatMap(({ document }) => document.definitions).flatMap(asNamedFragment));
  const operations: WholeOperation[] = [];
  for (const { source, document } of files) {
    const whole = withForeignFragments(document, fragments);
    const errors = validate(schema, whole, RULES, { maxErrors: MAX_VALIDATION_ERRORS });
    const { definitions } = whole;
    const own = errors.length === 0 ? document.definitions.filter(isOperation) : [];
    operations.push(...own.map((operation) => ({ source, operation, definitions })));
    for (const error of errors.filter(isAbout(document))) {
      diagnostics.push(invalidDocument(error.message, placeOf(source, error)));
    }
  }
  const count = files.flatMap(({ document }) => document.definitions).filter(isOperation).length;
  return { count, operations, diagnostics };
}

interface File {
  readonly source: SourceText;
  readonly document: DocumentNode;
}

/** What this file does not use another may. */
const RULES = specifiedRules.filter((rule) => rule !== NoUnusedFragmentsRule);

function withForeignFragments(
  document: DocumentNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): DocumentNode {
  const own = new Set(document.definitions.flatMap(asNamedFragment).map(([name]) => name));
  const definitions: DefinitionNode[] = [...document.definitions];
  // Grows while it is walked: fragments use fragments.
  for (const definition of definitions) {
    visit(definition, {
      FragmentSpread({ name }) {
        const foreign = fragments.get(name.value);
        if (foreign === undefined || own.has(name.value)) return;
        own.add(name.value);
        definitions.push(foreign);
      },
    });
  }
  return { kind: Kind.DOCUMENT, definitions };
}

/** A fault of a foreign fragment is told where that stands. */
function isAbout({ definitions }: DocumentNode): (error: GraphQLError) => boolean {
  const sources = new Set(definitions.map(({ loc }) => loc?.source));
  return ({ nodes }) => nodes === undefined || nodes.some(({ loc }) => sources.has(loc?.source));
}

function asNamedFragment(definition: DefinitionNode): readonly (readonly [string, FragmentDefinitionNode])[] {
  return definition.kind === Kind.FRAGMENT_DEFINITION ? [[definition.name.value, definition]] : [];
}

function isOperation(node: DefinitionNode): node is OperationDefinitionNode {
  return node.kind === Kind.OPERATION_DEFINITION;
}

function unreadable(source: SourceText, error: unknown): Diagnostic {
  if (error instanceof GraphQLError) return invalidDocument(error.message, placeOf(source, error));
  if (error instanceof RangeError) return invalidDocument(TOO_DEEP_TO_READ, { source, span: { start: 0, end: 1 } });
  throw error;
}

function placeOf(source: SourceText, { positions = [], nodes = [] }: GraphQLError): Place {
  const [start = 0] = positions;
  const node = nodes.find(({ loc }) => loc?.start === start);
  return { source, span: { start, end: Math.max(node?.loc?.end ?? 0, start + 1) } };
}
