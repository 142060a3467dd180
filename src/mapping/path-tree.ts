/** Nested member names: `owner { team { code } } id` is `{ owner: { team: { code: {} } }, id: {} }`. An empty tree is a leaf. */
export type PathTree = ReadonlyMap<string, PathTree>;

export const EMPTY_PATH_TREE: PathTree = new Map();

/** The union of two trees. */
export function mergePathTrees(a: PathTree, b: PathTree): PathTree {
  if (a.size === 0) return b;
  if (b.size === 0) return a;
  const merged = new Map(a);
  for (const [name, below] of b) merged.set(name, mergePathTrees(merged.get(name) ?? EMPTY_PATH_TREE, below));
  return merged;
}

/** `a { b } c`, as one would write it in a selection set. */
export function printPathTree(tree: PathTree): string {
  return [...tree].map(([name, below]) => (below.size === 0 ? name : `${name} { ${printPathTree(below)} }`)).join(' ');
}
