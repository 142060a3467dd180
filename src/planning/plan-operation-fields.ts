import {
  type DirectiveNode,
  type FieldNode,
  type GraphQLObjectType,
  isAbstractType,
  Kind,
  type NamedTypeNode,
  type SelectionSetNode,
  typeFromAST,
} from 'graphql';
import { EMPTY_PATH_TREE, mergePathTrees, type PathTree } from '../mapping/path-tree.ts';
import type { WrittenOperation } from './wanted-fields.ts';

/** An operation, and those of its variables that are known. */
export interface OutlinedOperation extends WrittenOperation {
  readonly flags: Readonly<Record<string, unknown>>;
}

/** The fields that selection sets ask of an object by response key; `@skip` and `@include` by an unknown variable let all through. Pure. */
export function fieldsAsked(
  sets: readonly SelectionSetNode[],
  type: GraphQLObjectType,
  written: OutlinedOperation,
): ReadonlyMap<string, readonly FieldNode[]> {
  const fields = new Map<string, FieldNode[]>();
  const entered = new Set<string>();
  for (const set of sets) collect(set);
  return fields;

  function collect(set: SelectionSetNode): void {
    for (const node of set.selections) {
      if (!mayBeIncluded(node, written)) continue;
      if (node.kind === Kind.FIELD) {
        const key = node.alias?.value ?? node.name.value;
        const known = fields.get(key);
        if (known === undefined) fields.set(key, [node]);
        else known.push(node);
        continue;
      }
      if (node.kind === Kind.FRAGMENT_SPREAD) {
        if (entered.has(node.name.value)) continue;
        entered.add(node.name.value);
      }
      const fragment = node.kind === Kind.INLINE_FRAGMENT ? node : written.fragments[node.name.value];
      if (fragment !== undefined && appliesTo(fragment.typeCondition, type, written)) collect(fragment.selectionSet);
    }
  }
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
    if (!mayBeIncluded(node, written)) continue;
    const fragment = node.kind === Kind.FRAGMENT_SPREAD ? written.fragments[node.name.value] : node;
    if (fragment === undefined) continue;
    const own = fragment.kind === Kind.FIELD ? treeOf(fragment, written) : treeIn(fragment.selectionSet, written);
    tree = mergePathTrees(tree, own);
  }
  return tree;
}

function mayBeIncluded(
  { directives = [] }: { readonly directives?: readonly DirectiveNode[] },
  { flags }: OutlinedOperation,
): boolean {
  return directives.every(({ name, arguments: given = [] }) => {
    if (name.value !== 'skip' && name.value !== 'include') return true;
    const value = given.find((argument) => argument.name.value === 'if')?.value;
    const flag = value?.kind === Kind.VARIABLE ? flags[value.name.value] : value?.kind === Kind.BOOLEAN && value.value;
    return flag !== (name.value === 'skip');
  });
}

function appliesTo(
  condition: NamedTypeNode | undefined,
  type: GraphQLObjectType,
  { schema }: OutlinedOperation,
): boolean {
  if (condition === undefined) return true;
  const named = typeFromAST(schema, condition);
  return named === type || (isAbstractType(named) && schema.isSubType(named, type));
}
