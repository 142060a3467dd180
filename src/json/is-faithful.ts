import { isArray, type Json } from './json.ts';
import { isIntegerLike } from './key-order.ts';

/**
 * Whether what `JSON.parse` gave certainly says all that its text says: no number so large that digits may be gone, no
 * member that JavaScript may have moved to the front; and nothing nested deeper than `levels`. A walk over values costs a
 * quarter of one over characters. Pure.
 */
export function isFaithful(value: Json, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return isFaithfulLeaf(value);
  if (levels === 0) return false;
  if (isArray(value)) {
    for (const element of value) {
      if (typeof element === 'object' ? !isFaithful(element, levels - 1) : !isFaithfulLeaf(element)) return false;
    }
    return true;
  }
  let isFirst = true;
  for (const name in value) {
    // Members that look like integers come first.
    if (isFirst && isIntegerLike(name)) return false;
    isFirst = false;
    const member = value[name] ?? null;
    if (typeof member === 'object' ? !isFaithful(member, levels - 1) : !isFaithfulLeaf(member)) return false;
  }
  return true;
}

function isFaithfulLeaf(leaf: Json): boolean {
  return typeof leaf !== 'number' || (leaf <= Number.MAX_SAFE_INTEGER && leaf >= -Number.MAX_SAFE_INTEGER);
}
