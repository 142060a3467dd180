import { isArray, isObject, type Json, type JsonKind, type JsonObject, kindOf, ownMember } from '../json/json.ts';
import { keysOf, objectOf } from '../json/key-order.ts';

/** Told of each place where a value gives way to one of another kind. */
export type OnLoss = (replaced: JsonKind, by: JsonKind) => void;

/**
 * What two contributions to one place make together: objects merge by member, arrays by index (the longer tail
 * stays), `null` on either side absorbs the other, and otherwise the later value wins.
 */
export function merge(earlier: Json, later: Json, onLoss: OnLoss): Json {
  if (earlier === null || later === null) return null;
  if (isArray(earlier) && isArray(later)) return mergeArrays(earlier, later, onLoss);
  if (isObject(earlier) && isObject(later)) return mergeObjects(earlier, later, onLoss);
  const replaced = kindOf(earlier);
  const by = kindOf(later);
  if (replaced !== by) onLoss(replaced, by);
  return later;
}

function mergeObjects(earlier: JsonObject, later: JsonObject, onLoss: OnLoss): JsonObject {
  const members = new Map<string, Json>();
  for (const key of keysOf(earlier)) members.set(key, ownMember(earlier, key) ?? null);
  for (const key of keysOf(later)) {
    const before = members.get(key);
    const value = ownMember(later, key) ?? null;
    members.set(key, before === undefined ? value : merge(before, value, onLoss));
  }
  return objectOf(members);
}

function mergeArrays(earlier: readonly Json[], later: readonly Json[], onLoss: OnLoss): readonly Json[] {
  const longer = earlier.length > later.length ? earlier : later;
  return longer.map((element, index) => {
    const before = earlier[index];
    const value = later[index];
    return before === undefined || value === undefined ? element : merge(before, value, onLoss);
  });
}
