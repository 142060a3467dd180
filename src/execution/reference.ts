import {
  isArray,
  isObject,
  type Json,
  type JsonObject,
  type MutableJsonObject,
  ownMember,
  setMember,
} from '../json/json.ts';
import { stableKey } from '../json/stable-key.ts';
import type { PathTree } from '../mapping/path-tree.ts';

/** The members of a value that a tree names; lists element-wise, absent members left out, an empty tree takes all. Pure. */
export function pick(value: Json, tree: PathTree): Json {
  if (tree.size === 0) return value;
  if (isArray(value)) return value.map((element) => pick(element, tree));
  if (!isObject(value)) return value;
  const picked: MutableJsonObject = {};
  for (const [name, below] of tree) {
    const member = ownMember(value, name);
    if (member !== undefined) setMember(picked, name, pick(member, below));
  }
  return picked;
}

/** Whether every member of a key is null or absent, so that nothing can be found by it. Pure. */
export function isNullKey(reference: JsonObject, tree: PathTree): boolean {
  if (tree.size === 0) return false;
  for (const [name, below] of tree) {
    const member = ownMember(reference, name);
    if (member === undefined || member === null) continue;
    if (below.size === 0 || !isObject(member) || !isNullKey(member, below)) return false;
  }
  return true;
}

/**
 * A text by which rows and references are matched: the key's members only, in a fixed order, ids by their digits,
 * so that `7` finds `"7"`. Undefined when a member is absent. `isId` tells the ID-typed members by path. Pure.
 */
export function createKeyReader(
  tree: PathTree,
  isId: (path: readonly string[]) => boolean,
): (value: Json) => string | undefined {
  const paths = leafPaths(tree);
  const ids = paths.map(isId);
  const [[only, ...below] = [], ...others] = paths;
  if (only !== undefined && below.length === 0 && others.length === 0) return memberReader(only, ids[0] === true);
  return (value) => {
    const parts: string[] = [];
    for (const [index, path] of paths.entries()) {
      const leaf = path.reduce<Json | undefined>((at, name) => (isObject(at) ? ownMember(at, name) : undefined), value);
      if (leaf === undefined) return undefined;
      const scalar = typeof leaf === 'number' || typeof leaf === 'bigint';
      parts.push(stableKey(ids[index] === true && scalar ? String(leaf) : leaf));
    }
    return parts.join('\n');
  };
}

/** The usual key: one plain member. */
function memberReader(name: string, isId: boolean): (value: Json) => string | undefined {
  return (value) => {
    const member = isObject(value) ? ownMember(value, name) : undefined;
    if (typeof member === 'string') return `"${member}`;
    if (member === undefined) return undefined;
    return isId && (typeof member === 'number' || typeof member === 'bigint') ? `"${member}` : stableKey(member);
  };
}

function leafPaths(tree: PathTree): readonly (readonly string[])[] {
  return [...tree].flatMap(([name, below]) =>
    below.size === 0 ? [[name]] : leafPaths(below).map((path) => [name, ...path]),
  );
}
