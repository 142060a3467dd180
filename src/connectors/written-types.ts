import type {
  ConstDirectiveNode,
  DefinitionNode,
  FieldDefinitionNode,
  InputValueDefinitionNode,
  TypeDefinitionNode,
  TypeExtensionNode,
} from 'graphql';
import type { WrittenType, WrittenTypeKind } from './service-reading.ts';

type TypeNode = TypeDefinitionNode | TypeExtensionNode;

const KINDS = {
  ObjectTypeDefinition: 'object',
  ObjectTypeExtension: 'object',
  InterfaceTypeDefinition: 'interface',
  InterfaceTypeExtension: 'interface',
  UnionTypeDefinition: 'union',
  UnionTypeExtension: 'union',
  InputObjectTypeDefinition: 'input',
  InputObjectTypeExtension: 'input',
  EnumTypeDefinition: 'enum',
  EnumTypeExtension: 'enum',
  ScalarTypeDefinition: 'scalar',
  ScalarTypeExtension: 'scalar',
} as const satisfies Record<TypeNode['kind'], WrittenTypeKind>;

/**
 * The types that definitions write, by name and in the order of their first appearance: each with its extensions
 * together, an extension without definition being a definition. Of a field defined twice the first counts; a node
 * of another kind than the first one of its name does not count (GraphQL objects to both later).
 */
export function readWrittenTypes(definitions: readonly DefinitionNode[]): ReadonlyMap<string, WrittenType> {
  const nodes = new Map<string, TypeNode[]>();
  for (const node of definitions.filter(isTypeNode)) {
    const sameName = nodes.get(node.name.value);
    if (sameName === undefined) nodes.set(node.name.value, [node]);
    else if (sameName[0] !== undefined && kindOfNode(sameName[0]) === kindOfNode(node)) sameName.push(node);
  }
  return new Map(
    [...nodes].flatMap(([name, [first, ...rest]]) => (first ? [[name, together(first, rest)] as const] : [])),
  );
}

export function isTypeNode(node: DefinitionNode): node is TypeNode {
  return Object.hasOwn(KINDS, node.kind);
}

export function kindOfNode(node: TypeNode): WrittenTypeKind {
  return KINDS[node.kind];
}

function together(first: TypeNode, rest: readonly TypeNode[]): WrittenType {
  const nodes = [first, ...rest];
  return {
    kind: kindOfNode(first),
    name: (nodes.find(({ kind }) => kind.endsWith('Definition')) ?? first).name,
    nodes,
    directives: nodes.flatMap((node): readonly ConstDirectiveNode[] => node.directives ?? []),
    fields: firstByName(nodes.flatMap(outputFields)),
    inputFields: firstByName(nodes.flatMap(inputFields)),
    related: [...new Set(nodes.flatMap(relatedTypes))],
  };
}

function outputFields(node: TypeNode): readonly FieldDefinitionNode[] {
  const kind = kindOfNode(node);
  return (kind === 'object' || kind === 'interface') && 'fields' in node
    ? (node.fields ?? []).filter((field) => field.kind === 'FieldDefinition')
    : [];
}

function inputFields(node: TypeNode): readonly InputValueDefinitionNode[] {
  return kindOfNode(node) === 'input' && 'fields' in node
    ? (node.fields ?? []).filter((field) => field.kind === 'InputValueDefinition')
    : [];
}

function relatedTypes(node: TypeNode): readonly string[] {
  if ('types' in node) return (node.types ?? []).map((type) => type.name.value);
  return 'interfaces' in node ? (node.interfaces ?? []).map((type) => type.name.value) : [];
}

function firstByName<T extends { readonly name: { readonly value: string } }>(
  nodes: readonly T[],
): ReadonlyMap<string, T> {
  const byName = new Map<string, T>();
  for (const node of nodes) if (!byName.has(node.name.value)) byName.set(node.name.value, node);
  return byName;
}
