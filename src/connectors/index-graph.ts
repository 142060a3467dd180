import {
  type ConstDirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  Kind,
  type ObjectTypeDefinitionNode,
  type TypeDefinitionNode,
  type TypeNode,
} from 'graphql';
import { mergePathTrees, type PathTree } from '../mapping/path-tree.ts';
import { argumentNode, stringArgument } from './argument-node.ts';
import type { Connector } from './connector.ts';
import { parseFieldSet } from './field-set.ts';
import type { Graph, GraphField, GraphKey, GraphObject } from './graph.ts';
import type { MergedTypes } from './merge-services.ts';
import { namedType } from './visible-types.ts';

/** The objects of a graph with their fields, keys and connectors, and what abstract types may be. */
export function indexGraph(
  merged: MergedTypes,
  document: DocumentNode,
  connectors: readonly Connector[],
): Pick<Graph, 'objects' | 'possibleTypes'> {
  const possibleTypes = findPossibleTypes(merged.types);
  const entities = findEntityConnectors(merged, possibleTypes, connectors);
  const places = Map.groupBy(connectors, ({ on }) =>
    on.kind === 'type' ? on.typeName : `${on.typeName}.${on.fieldName}`,
  );
  const definitions = definitionsByCoordinate(document);
  const objects = merged.types.filter(isObjectType).map((type): readonly [string, GraphObject] => {
    const name = type.name.value;
    const fields = (type.fields ?? []).map((field) => {
      const coordinate = `${name}.${field.name.value}`;
      return readField(field, definitions.get(coordinate) ?? field, places.get(coordinate) ?? []);
    });
    const object: GraphObject = {
      name,
      fields: new Map(fields.map((field) => [field.name, field])),
      connectors: places.get(name) ?? [],
      entityConnectors: entities.get(name) ?? [],
      keys: readKeys(type.directives ?? []),
      external: hasDirective(type.directives, 'external'),
    };
    return [name, object];
  });
  return { objects: new Map(objects), possibleTypes };
}

function readField(
  written: FieldDefinitionNode,
  definition: FieldDefinitionNode,
  connectors: readonly Connector[],
): GraphField {
  const requires = (written.directives ?? [])
    .filter(({ name }) => name.value === 'requires')
    .map(readFieldSet)
    .filter((tree) => tree !== undefined);
  return {
    name: written.name.value,
    definition,
    typeName: namedType(written.type),
    isList: isListType(written.type),
    connectors,
    ...(requires.length === 0 ? {} : { requires: requires.reduce(mergePathTrees) }),
    external: hasDirective(written.directives, 'external'),
    inaccessible: hasDirective(written.directives, 'inaccessible'),
  };
}

function readKeys(directives: readonly ConstDirectiveNode[]): readonly GraphKey[] {
  return directives
    .filter(({ name }) => name.value === 'key')
    .flatMap((directive) => {
      const fields = readFieldSet(directive);
      const resolvable = argumentNode(directive, 'resolvable');
      return fields === undefined
        ? []
        : { fields, resolvable: resolvable?.kind !== 'BooleanValue' || resolvable.value };
    });
}

function readFieldSet(directive: ConstDirectiveNode): PathTree | undefined {
  const text = stringArgument(directive, 'fields');
  return text === undefined ? undefined : parseFieldSet(text);
}

/** Objects that implement an interface, members of a union. */
function findPossibleTypes(types: readonly TypeDefinitionNode[]): ReadonlyMap<string, readonly string[]> {
  const objects = types.filter(isObjectType);
  const possible = new Map<string, readonly string[]>();
  for (const type of types) {
    if (type.kind === Kind.UNION_TYPE_DEFINITION) {
      possible.set(
        type.name.value,
        (type.types ?? []).map(({ name }) => name.value),
      );
    } else if (type.kind === Kind.INTERFACE_TYPE_DEFINITION) {
      const implementing = objects.filter(({ interfaces = [] }) =>
        interfaces.some(({ name }) => name.value === type.name.value),
      );
      possible.set(
        type.name.value,
        implementing.map(({ name }) => name.value),
      );
    }
  }
  return possible;
}

/** Connectors with `entity: true`, by the object type that they return, or by each that they may return. */
function findEntityConnectors(
  { types, roots }: MergedTypes,
  possibleTypes: ReadonlyMap<string, readonly string[]>,
  connectors: readonly Connector[],
): ReadonlyMap<string, readonly Connector[]> {
  const query = types.filter(isObjectType).find(({ name }) => name.value === roots.query);
  const entities = new Map<string, Connector[]>();
  for (const connector of connectors) {
    const { on, entity } = connector;
    if (!entity || on.kind !== 'field' || on.typeName !== roots.query) continue;
    const field = query?.fields?.find(({ name }) => name.value === on.fieldName);
    const returned = field === undefined ? undefined : namedType(field.type);
    for (const typeName of returned === undefined ? [] : (possibleTypes.get(returned) ?? [returned])) {
      const known = entities.get(typeName);
      if (known === undefined) entities.set(typeName, [connector]);
      else known.push(connector);
    }
  }
  return entities;
}

function definitionsByCoordinate(document: DocumentNode): ReadonlyMap<string, FieldDefinitionNode> {
  const objects = document.definitions.filter((node) => node.kind === Kind.OBJECT_TYPE_DEFINITION);
  return new Map(
    objects.flatMap(({ name, fields = [] }) =>
      fields.map((field) => [`${name.value}.${field.name.value}`, field] as const),
    ),
  );
}

function isObjectType(type: TypeDefinitionNode): type is ObjectTypeDefinitionNode {
  return type.kind === Kind.OBJECT_TYPE_DEFINITION;
}

function isListType(type: TypeNode): boolean {
  return type.kind === Kind.LIST_TYPE || (type.kind === Kind.NON_NULL_TYPE && type.type.kind === Kind.LIST_TYPE);
}

function hasDirective(directives: readonly ConstDirectiveNode[] | undefined, written: string): boolean {
  return directives?.some(({ name }) => name.value === written) ?? false;
}
