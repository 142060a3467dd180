import {
  type ConstDirectiveNode,
  type DefinitionNode,
  type DirectiveDefinitionNode,
  type DocumentNode,
  type FieldDefinitionNode,
  Kind,
  type OperationTypeDefinitionNode,
  type TypeDefinitionNode,
  type TypeExtensionNode,
  visit,
} from 'graphql';
import { CONNECT_TYPES } from './definitions.ts';
import { type DirectiveRoles, directiveRolesOf } from './federation.ts';
import { findLink, readLinks, typeName } from './link.ts';
import { isTypeNode } from './written-types.ts';

/**
 * The definitions of one file as the merged graph wants them: the four federation directives that matter bear their
 * plain names (`@key`, `@external`, `@requires`, `@inaccessible`), the connect directives and all other linked ones
 * are gone, with whatever definitions of them the author wrote. Nodes keep their locations.
 */
export interface NormalFile {
  readonly types: readonly (TypeDefinitionNode | TypeExtensionNode)[];
  readonly directives: readonly DirectiveDefinitionNode[];
  /** Of `schema { … }` and `extend schema { … }`. */
  readonly operationTypes: readonly OperationTypeDefinitionNode[];
  /** The file has a `schema { … }`: what it does not name there is no root type. */
  readonly definesSchema: boolean;
}

const KEPT = new Set(['key', 'external', 'requires', 'inaccessible']);

export function normaliseFile(document: DocumentNode): NormalFile {
  const roles = directiveRolesOf(document);
  const specTypes = specTypesOf(document);
  return {
    types: document.definitions
      .filter(isTypeNode)
      .filter((node) => !specTypes(node))
      .map((node) => spreadExternal(normaliseDirectives(node, roles))),
    directives: document.definitions
      .filter((node) => node.kind === Kind.DIRECTIVE_DEFINITION)
      .filter(({ name }) => roles(name.value).kind === 'other' && !isConnectName(name.value)),
    operationTypes: document.definitions.flatMap((node) => (isSchemaNode(node) ? (node.operationTypes ?? []) : [])),
    definesSchema: document.definitions.some(({ kind }) => kind === Kind.SCHEMA_DEFINITION),
  };
}

function normaliseDirectives<T extends TypeDefinitionNode | TypeExtensionNode>(node: T, roles: DirectiveRoles): T {
  return visit(node, {
    Directive: (directive) => {
      const role = roles(directive.name.value);
      if (role.kind === 'other') return undefined;
      if (role.kind !== 'federation' || !KEPT.has(role.name)) return null;
      return { ...directive, name: { ...directive.name, value: role.name } };
    },
  });
}

/** `@external` on a type says it of each of its fields. */
function spreadExternal<T extends TypeDefinitionNode | TypeExtensionNode>(node: T): T {
  const external = node.directives?.find(({ name }) => name.value === 'external');
  if (
    external === undefined ||
    (node.kind !== Kind.OBJECT_TYPE_DEFINITION && node.kind !== Kind.OBJECT_TYPE_EXTENSION)
  ) {
    return node;
  }
  return { ...node, fields: node.fields?.map((field) => withDirective(field, external)) };
}

function withDirective(field: FieldDefinitionNode, directive: ConstDirectiveNode): FieldDefinitionNode {
  const known = field.directives ?? [];
  return known.some(({ name }) => name.value === directive.name.value)
    ? field
    : { ...field, directives: [...known, directive] };
}

/** Recognises the specifications' own types, which some authors define themselves. */
function specTypesOf(document: DocumentNode): (node: TypeDefinitionNode | TypeExtensionNode) => boolean {
  const connect = findLink(readLinks(document), 'connect');
  const definesConnect = document.definitions.some(
    (node) => node.kind === Kind.DIRECTIVE_DEFINITION && isConnectName(node.name.value),
  );
  const names = new Set<string>(connect === undefined ? [] : CONNECT_TYPES.map((name) => typeName(connect, name)));
  if (connect !== undefined || definesConnect) for (const name of CONNECT_TYPES) names.add(name);
  return ({ kind, name: { value } }) =>
    (names.has(value) && (kind === Kind.SCALAR_TYPE_DEFINITION || kind === Kind.INPUT_OBJECT_TYPE_DEFINITION)) ||
    /^(?:federation|link|connect)__/.test(value);
}

function isConnectName(name: string): boolean {
  return name === 'connect' || name === 'source';
}

function isSchemaNode(node: DefinitionNode) {
  return node.kind === Kind.SCHEMA_DEFINITION || node.kind === Kind.SCHEMA_EXTENSION;
}
