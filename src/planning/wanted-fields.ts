import {
  type FragmentDefinitionNode,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import type { PathTree } from '../mapping/path-tree.ts';
import { remember } from '../memo/remember.ts';
import type { Model } from './plan-object.ts';
import type { Wanted } from './prune-selection.ts';

/** An operation with its fragments, and the schema that it has been validated against. */
export interface WrittenOperation {
  readonly schema: GraphQLSchema;
  readonly operation: OperationDefinitionNode;
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
}

/**
 * Which fields of which type an operation asks for anywhere, and which ones calls need as keys. An operation that
 * runs TypeScript wants everything: a resolver may read what it likes of its parent. Pure.
 */
export function wantedFields(model: Model, written: WrittenOperation): Wanted {
  const asked = askedFields(written);
  for (const [typeName, names] of asked) {
    for (const name of names) if (model.isResolved(typeName, name)) return () => undefined;
  }
  const needed = neededFields(model);
  return (typeName) => {
    const names = new Set(asked.get(typeName));
    for (const name of needed.get(typeName) ?? []) names.add(name);
    return names.add('__typename');
  };
}

type Fields = Map<string, Set<string>>;

function askedFields({ schema, operation, fragments }: WrittenOperation): Fields {
  const asked: Fields = new Map();
  const entered = new Set<string>();
  const root = schema.getRootType(operation.operation);
  if (root) visit(operation.selectionSet, root.name);
  return asked;

  function visit(selectionSet: SelectionSetNode, typeName: string): void {
    for (const node of selectionSet.selections) {
      if (node.kind === Kind.FIELD) {
        for (const name of possibleNames(typeName)) add(asked, name, node.name.value);
        const type = schema.getType(typeName);
        const field = isObjectType(type) || isInterfaceType(type) ? type.getFields()[node.name.value] : undefined;
        if (node.selectionSet && field) visit(node.selectionSet, getNamedType(field.type).name);
      } else if (node.kind === Kind.INLINE_FRAGMENT) {
        visit(node.selectionSet, node.typeCondition?.name.value ?? typeName);
      } else {
        const fragment = fragments[node.name.value];
        if (fragment === undefined || entered.has(fragment.name.value)) continue;
        entered.add(fragment.name.value);
        visit(fragment.selectionSet, fragment.typeCondition.name.value);
      }
    }
  }

  function possibleNames(typeName: string): readonly string[] {
    const type = schema.getType(typeName);
    if (!isCompositeType(type) || !isAbstractType(type)) return [typeName];
    return schema.getPossibleTypes(type).map(({ name }) => name);
  }
}

/** Keys of every step, once per model: what is wanted of an object, and below it, so that it can be completed. */
function neededFields(model: Model): Fields {
  return remember(NEEDED, model, () => {
    const needed: Fields = new Map();
    for (const { typeName, needs } of model.steps.all) addTree(typeName, needs);
    for (const { name, fields, keys } of model.graph.objects.values()) {
      for (const { requires } of fields.values()) if (requires !== undefined) addTree(name, requires);
      for (const key of keys) addTree(name, key.fields);
    }
    return needed;

    function addTree(typeName: string, tree: PathTree): void {
      for (const [name, below] of tree) {
        add(needed, typeName, name);
        const inner = model.graph.objects.get(typeName)?.fields.get(name)?.typeName;
        if (inner !== undefined) addTree(inner, below);
      }
    }
  });
}

const NEEDED = new WeakMap<Model, Fields>();

function add(fields: Fields, typeName: string, name: string): void {
  remember(fields, typeName, () => new Set<string>()).add(name);
}
