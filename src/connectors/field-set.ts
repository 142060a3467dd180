import { GraphQLError, Kind, parse, type SelectionSetNode } from 'graphql';
import { EMPTY_PATH_TREE, mergePathTrees, type PathTree } from '../mapping/path-tree.ts';

/**
 * A field set as in `@key(fields: "id org { slug }")`, as nested member names; `undefined` when it does not parse.
 * Arguments and aliases have no meaning in a field set and are passed over.
 */
export function parseFieldSet(text: string): PathTree | undefined {
  try {
    const [definition] = parse(`{${text}}`, { noLocation: true }).definitions;
    return definition?.kind === Kind.OPERATION_DEFINITION ? treeOf(definition.selectionSet) : undefined;
  } catch (error) {
    if (error instanceof GraphQLError) return undefined;
    throw error;
  }
}

function treeOf(set: SelectionSetNode): PathTree {
  let tree: PathTree = EMPTY_PATH_TREE;
  for (const selection of set.selections) {
    if (selection.kind === Kind.FIELD) {
      const below = selection.selectionSet === undefined ? EMPTY_PATH_TREE : treeOf(selection.selectionSet);
      tree = mergePathTrees(tree, new Map([[selection.name.value, below]]));
    } else if (selection.kind === Kind.INLINE_FRAGMENT) {
      tree = mergePathTrees(tree, treeOf(selection.selectionSet));
    }
  }
  return tree;
}
