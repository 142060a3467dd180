import { type FieldNode, Kind, type SelectionSetNode } from 'graphql';
import { EMPTY_PATH_TREE, mergePathTrees, type PathTree } from '../mapping/path-tree.ts';
import { isIncluded } from './collect-fields.ts';
import type { WrittenOperation } from './wanted-fields.ts';

/** An operation, and those of its variables that are known. */
export interface OutlinedOperation extends WrittenOperation {
  readonly flags: Readonly<Record<string, unknown>>;
}

/** The names asked for below fields of an object, as planning wants them: fragments of every type merged. Pure. */
export function treeAsked(fields: Iterable<readonly FieldNode[]>, written: OutlinedOperation): PathTree {
  let tree: PathTree = EMPTY_PATH_TREE;
  for (const nodes of fields) for (const node of nodes) tree = mergePathTrees(tree, treeOf(node, written));
  return tree;
}

function treeOf(node: FieldNode, written: OutlinedOperation): PathTree {
  return new Map([[node.name.value, node.selectionSet ? treeIn(node.selectionSet, written) : EMPTY_PATH_TREE]]);
}

function treeIn({ selections }: SelectionSetNode, written: OutlinedOperation): PathTree {
  let tree: PathTree = EMPTY_PATH_TREE;
  for (const node of selections) {
    if (!isIncluded(node.directives ?? [], written.flags)) continue;
    const fragment = node.kind === Kind.FRAGMENT_SPREAD ? written.fragments[node.name.value] : node;
    if (fragment === undefined) continue;
    const own = fragment.kind === Kind.FIELD ? treeOf(fragment, written) : treeIn(fragment.selectionSet, written);
    tree = mergePathTrees(tree, own);
  }
  return tree;
}
