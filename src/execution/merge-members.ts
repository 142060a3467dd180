import { isObject, type Json, type JsonObject, ownMember } from '../json/json.ts';
import { keysOf, objectOf } from '../json/key-order.ts';

/** Two objects as one: `over` wins member by member, deeply; anything but two objects is replaced. Pure. */
export function mergeMembers(under: JsonObject, over: JsonObject): JsonObject {
  const members = new Map<string, Json>(keysOf(under).map((key) => [key, under[key] ?? null]));
  for (const key of keysOf(over)) {
    const value = over[key] ?? null;
    const below = ownMember(under, key);
    members.set(key, isObject(below) && isObject(value) ? mergeMembers(below, value) : value);
  }
  return objectOf(members);
}
