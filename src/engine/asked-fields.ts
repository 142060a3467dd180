import { type OperationDefinitionNode, visit } from 'graphql';
import { EMPTY_PATH_TREE, mergePathTrees, type PathTree } from '../mapping/path-tree.ts';
import type { Written } from '../planning/collect-fields.ts';
import { requestedIn } from '../planning/requested-tree.ts';
import type { FieldsIn } from './collect-parts.ts';

/** What is asked of an object in one part; below its fields, what is asked in any. */
export function requestedOf(fields: FieldsIn, { fragments, flags }: Written): PathTree {
  const requested = new Map<string, PathTree>();
  for (const found of fields.values()) {
    for (const { node } of found) {
      const name = node.name.value;
      const below =
        node.selectionSet === undefined
          ? EMPTY_PATH_TREE
          : requestedIn(node.selectionSet, { fragments, variableValues: flags });
      requested.set(name, mergePathTrees(requested.get(name) ?? EMPTY_PATH_TREE, below));
    }
  }
  return requested;
}

/** Whether an operation asks for the schema itself, which is graphql-js's to answer. */
export function namesSchema(operation: OperationDefinitionNode, { fragments }: Written): boolean {
  let found = false;
  for (const node of [operation, ...Object.values(fragments)]) {
    visit(node, {
      Field({ name }) {
        if (name.value === '__schema' || name.value === '__type') found = true;
      },
    });
  }
  return found;
}
