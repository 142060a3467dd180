import {
  type ASTVisitor,
  type DefinitionNode,
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  Kind,
  KnownTypeNamesRule,
  LoneSchemaDefinitionRule,
  UniqueArgumentDefinitionNamesRule,
  UniqueArgumentNamesRule,
  UniqueDirectiveNamesRule,
  UniqueEnumValueNamesRule,
  UniqueFieldDefinitionNamesRule,
  UniqueInputFieldNamesRule,
  UniqueOperationTypesRule,
  UniqueTypeNamesRule,
  validateSchema,
  visit,
  visitInParallel,
} from 'graphql';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { apiDocument, buildSchemaOf, fullDocument } from './api-schema.ts';
import { defaultObjections, withoutImpossibleDefaults } from './default-objections.ts';
import { directiveObjections } from './directive-objections.ts';
import { fault } from './fault.ts';
import { fieldSetObjections } from './field-set-objections.ts';
import { diagnosticOf } from './graphql-error.ts';
import type { MergedTypes } from './merge-services.ts';
import type { ParsedFile } from './parsed-file.ts';
import { placeOfNode } from './place.ts';
import { withQuery } from './with-query.ts';
import { isTypeNode, kindOfNode, readWrittenTypes } from './written-types.ts';

/**
 * What GraphQL itself objects to in definitions that parse: within a file, in the merged types, in the uses of
 * directives, and in what is left for clients. Not objected to: a missing Query, `extend` without definition,
 * directives of federation and of other links. The later steps run only if the earlier ones found nothing.
 */
export function graphqlObjections(files: readonly ParsedFile[], merged: MergedTypes): readonly Diagnostic[] {
  const steps: readonly (() => readonly Diagnostic[])[] = [
    () => files.flatMap(({ document }) => fileObjections(document)),
    () => applyRules(fullDocument(merged), [KnownTypeNamesRule]),
    () => schemaObjections(fullDocument(merged)),
    () => defaultObjections(fullDocument(merged), judgedSchema(fullDocument(merged))),
    () => directiveObjections(files, merged),
    () => fieldSetObjections(merged),
    () => schemaObjections(apiDocument(merged)),
  ];
  for (const step of steps) {
    const found = step();
    if (found.length > 0) return found;
  }
  return [];
}

/** An operation or fragment: nothing that a schema is made of. */
export function isExecutableDefinition({ kind }: DefinitionNode): boolean {
  return kind === Kind.OPERATION_DEFINITION || kind === Kind.FRAGMENT_DEFINITION;
}

function fileObjections(document: DocumentNode): readonly Diagnostic[] {
  return [...executableDefinitions(document), ...applyRules(document, FILE_RULES), ...extensionsOfOtherKind(document)];
}

/** What a file has to keep by itself; types of one name may stand in several files. */
const FILE_RULES = [
  LoneSchemaDefinitionRule,
  UniqueOperationTypesRule,
  UniqueTypeNamesRule,
  UniqueEnumValueNamesRule,
  UniqueFieldDefinitionNamesRule,
  UniqueArgumentDefinitionNamesRule,
  UniqueDirectiveNamesRule,
  UniqueArgumentNamesRule,
  UniqueInputFieldNamesRule,
];

type Rule = (typeof FILE_RULES)[number];

/** Runs rules of graphql-js over definitions, without a schema that they would extend. */
function applyRules(
  document: DocumentNode,
  rules: readonly ((context: RuleContext) => ASTVisitor)[],
): readonly Diagnostic[] {
  const errors: GraphQLError[] = [];
  const context = {
    getDocument: () => document,
    getSchema: () => undefined,
    reportError: (error: GraphQLError) => errors.push(error),
  };
  // graphql-js exports its rules but not the context class for definitions; this is all of it that the rules use.
  const visitors = rules.map((rule) => rule(context as unknown as RuleContext));
  visit(document, visitInParallel(visitors));
  return errors.map(diagnosticOf);
}

type RuleContext = Parameters<Rule>[0] & Parameters<typeof KnownTypeNamesRule>[0];

/** Interfaces that are not kept, types without members, names that are reserved, and the like. */
function schemaObjections(document: DocumentNode): readonly Diagnostic[] {
  try {
    return validateSchema(judgedSchema(document)).map(diagnosticOf);
  } catch (error) {
    if (error instanceof GraphQLError) return [diagnosticOf(error)];
    throw error;
  }
}

function judgedSchema(document: DocumentNode): GraphQLSchema {
  return buildSchemaOf(withQuery(withoutImpossibleDefaults(document)));
}

/** An extension of another kind than what it extends; one without definition is a definition. */
function extensionsOfOtherKind(document: DocumentNode): readonly Diagnostic[] {
  const types = readWrittenTypes(document.definitions);
  return document.definitions.filter(isTypeNode).flatMap((node) => {
    const type = types.get(node.name.value);
    if (type === undefined || type.kind === kindOfNode(node) || !node.kind.endsWith('Extension')) return [];
    const message = `\`${node.name.value}\` is defined as ${type.kind}, not as ${kindOfNode(node)}.`;
    return fault('GRAPH_QL_ERROR', message, [placeOfNode(node.name), placeOfNode(type.name)]);
  });
}

function executableDefinitions(document: DocumentNode): readonly Diagnostic[] {
  return document.definitions
    .filter(isExecutableDefinition)
    .map((node) =>
      fault('GRAPH_QL_ERROR', 'Operations and fragments are no definitions of a schema.', placeOfNode(node)),
    );
}
