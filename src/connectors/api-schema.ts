import {
  buildASTSchema,
  type ConstDirectiveNode,
  type DefinitionNode,
  type DocumentNode,
  type GraphQLSchema,
  Kind,
  type NameNode,
  type TypeDefinitionNode,
  visit,
} from 'graphql';
import { clientDirectives } from './client-directives.ts';
import type { MergedTypes } from './merge-services.ts';
import { OWN_DIRECTIVES, ownDefinitions } from './own-directives.ts';
import { visibleTypes } from './visible-types.ts';

/** All types, inaccessible ones included, without the directives of connectors and federation. */
export function fullDocument(merged: MergedTypes): DocumentNode {
  const types = merged.types.map((type) => keepDirectives(type, isNoFederation));
  const written: readonly DefinitionNode[] = [...merged.directives, ...types];
  const own = usesOwnDirectives(merged.types) ? ownDefinitions(written) : [];
  return documentOf(merged, [...own, ...written]);
}

/** What clients see: no inaccessible element, none of our own directives, and those that are theirs to use. */
export function apiDocument(merged: MergedTypes): DocumentNode {
  const types = visibleTypes(merged.types).map((type) => keepDirectives(type, isForClients));
  const written = merged.directives.filter(({ name }) => !OWN_DIRECTIVES.includes(name.value));
  return documentOf(merged, [...clientDirectives(written), ...written, ...types]);
}

/** Builds a schema of definitions that were judged before. */
export function buildSchemaOf(document: DocumentNode): GraphQLSchema {
  return buildASTSchema(document, { assumeValidSDL: true });
}

function documentOf({ schema }: MergedTypes, definitions: readonly DefinitionNode[]): DocumentNode {
  const defined = new Set(definitions.map((node) => ('name' in node ? node.name?.value : undefined)));
  const operationTypes = schema.operationTypes.filter(({ type }) => defined.has(type.name.value));
  const roots = operationTypes.length === 0 ? [] : [{ ...schema, operationTypes }];
  return { kind: Kind.DOCUMENT, definitions: [...roots, ...definitions] };
}

const FEDERATION = ['key', 'external', 'requires', 'inaccessible'];

function isNoFederation({ name }: ConstDirectiveNode): boolean {
  return !FEDERATION.includes(name.value);
}

function isForClients(directive: ConstDirectiveNode): boolean {
  return isNoFederation(directive) && !OWN_DIRECTIVES.includes(directive.name.value);
}

function usesOwnDirectives(types: readonly TypeDefinitionNode[]): boolean {
  let used = false;
  const look = ({ name }: { readonly name: NameNode }): void => {
    used ||= OWN_DIRECTIVES.includes(name.value);
  };
  for (const type of types) visit(type, { Directive: look });
  return used;
}

function keepDirectives(
  type: TypeDefinitionNode,
  keep: (directive: ConstDirectiveNode) => boolean,
): TypeDefinitionNode {
  return visit(type, { Directive: (directive) => (keep(directive as ConstDirectiveNode) ? undefined : null) });
}
