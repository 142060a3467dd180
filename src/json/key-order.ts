import type { Json } from './json.ts';
import { type JsonObject, type MutableJsonObject, setMember } from './json.ts';

/**
 * JavaScript moves integer-like keys ("10", "2") to the front of an object, in numerical order. Documents and
 * mappings mean the order they were written in, so for the few objects that have such keys it is kept here.
 */
const WRITTEN_ORDER = new WeakMap<JsonObject, readonly string[]>();

let remembersAny = false;

/** The member names of an object in the order of its document or mapping. */
export function keysOf(object: JsonObject): readonly string[] {
  const keys = Object.keys(object);
  const first = keys[0];
  // Integer-like keys come first, so one look tells whether there are any.
  return first !== undefined && keys.length > 1 && isIntegerLike(first) ? (WRITTEN_ORDER.get(object) ?? keys) : keys;
}

/** Whether JavaScript would move this key to the front (ECMA-262, array index). */
export function isIntegerLike(key: string): boolean {
  const code = key.charCodeAt(0);
  return code >= 48 && code <= 57 && /^(?:0|[1-9]\d{0,9})$/.test(key);
}

/** Keeps `keys` as the order of `object`; needed only where one of them {@link isIntegerLike}. */
export function rememberKeys(object: JsonObject, keys: readonly string[]): void {
  remembersAny = true;
  WRITTEN_ORDER.set(object, keys);
}

/** False as long as no object of this process needed {@link rememberKeys}: printing is then left to the engine. */
export function hasRememberedKeys(): boolean {
  return remembersAny;
}

/** An object with these members in this order; of two members with one name the later value counts. */
export function objectOf(members: Iterable<readonly [string, Json]>): JsonObject {
  const object: MutableJsonObject = {};
  const keys: string[] = [];
  let needsOrder = false;
  let lastInteger = -1; // infinite once a name of another kind has come
  for (const [key, value] of members) {
    if (!Object.hasOwn(object, key)) {
      keys.push(key);
      const integer = isIntegerLike(key) ? Number(key) : Number.POSITIVE_INFINITY;
      // Integers that come first and in their order stay where they are.
      if (integer < lastInteger) needsOrder = true;
      lastInteger = integer;
    }
    setMember(object, key, value);
  }
  if (needsOrder) rememberKeys(object, keys);
  return object;
}
