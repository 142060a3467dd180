import { isArray, isObject, type Json, type MutableJsonObject, ownMember, setMember } from '../json/json.ts';

/** Two answers about the same thing as one: objects by member, lists by index, otherwise the first that has a value. Pure. */
export function mergeData(a: Json | undefined, b: Json | undefined): Json | undefined {
  if (a === undefined || a === null) return b ?? a;
  if (b === undefined || b === null) return a;
  if (isArray(a) && isArray(b)) {
    const longer = a.length >= b.length ? a : b;
    return longer.map((_, index) => mergeData(a[index], b[index]) ?? null);
  }
  if (!isObject(a) || !isObject(b)) return a;
  const merged: MutableJsonObject = { ...a };
  for (const key of Object.keys(b)) {
    const value = mergeData(ownMember(a, key), ownMember(b, key));
    if (value !== undefined) setMember(merged, key, value);
  }
  return merged;
}
