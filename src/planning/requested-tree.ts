import {
  type DirectiveNode,
  type FieldNode,
  type GraphQLDirective,
  GraphQLIncludeDirective,
  type GraphQLResolveInfo,
  GraphQLSkipDirective,
  getDirectiveValues,
  Kind,
  type SelectionSetNode,
} from 'graphql';
import { EMPTY_PATH_TREE, mergePathTrees, type PathTree } from '../mapping/path-tree.ts';

type Operation = Pick<GraphQLResolveInfo, 'fragments' | 'variableValues'>;

/**
 * The names of the fields asked for below some field nodes, as a tree; fragments of every type are merged,
 * what `@skip` and `@include` leave out is left out.
 */
export function requestedBelow(nodes: readonly FieldNode[], operation: Operation): PathTree {
  return nodes.reduce<PathTree>(
    (tree, { selectionSet }) =>
      selectionSet === undefined ? tree : mergePathTrees(tree, requestedIn(selectionSet, operation)),
    EMPTY_PATH_TREE,
  );
}

/** The same for a selection set. GraphQL validation has refused fragments that contain themselves. */
export function requestedIn(selectionSet: SelectionSetNode, operation: Operation): PathTree {
  let tree = new Map<string, PathTree>();
  for (const node of selectionSet.selections) {
    if (!isIncluded(node, operation)) continue;
    if (node.kind === Kind.FIELD) {
      const below = requestedBelow([node], operation);
      tree.set(node.name.value, mergePathTrees(tree.get(node.name.value) ?? EMPTY_PATH_TREE, below));
      continue;
    }
    const inner = node.kind === Kind.INLINE_FRAGMENT ? node : operation.fragments[node.name.value];
    if (inner !== undefined) tree = new Map(mergePathTrees(tree, requestedIn(inner.selectionSet, operation)));
  }
  return tree;
}

function isIncluded(node: { readonly directives?: readonly DirectiveNode[] }, operation: Operation): boolean {
  return (
    condition(GraphQLSkipDirective, node, operation) !== true &&
    condition(GraphQLIncludeDirective, node, operation) !== false
  );
}

function condition(
  directive: GraphQLDirective,
  node: { readonly directives?: readonly DirectiveNode[] },
  { variableValues }: Operation,
): unknown {
  if (node.directives === undefined || node.directives.length === 0) return undefined;
  return getDirectiveValues(directive, node, variableValues)?.if;
}
