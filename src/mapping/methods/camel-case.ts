import { isArray, isObject, type Json, type JsonObject, ownMember } from '../../json/json.ts';
import { keysOf, objectOf } from '../../json/key-order.ts';

/**
 * A name in lowerCamelCase. Words end at `_`, `-` and white space, where a capital follows a small letter (`unitPrice`),
 * and before the last capital of several that a small letter follows (`VATRate`). A digit belongs to the word it
 * follows. A name without any word stays as it is.
 */
export function toCamelCase(name: string): string {
  const words = name.split(/[_\-\s]+/u).flatMap(splitAtCapitals);
  const [first, ...others] = words;
  return first === undefined ? name : first.toLowerCase() + others.map(capitalise).join('');
}

/** An object whose member names are in lowerCamelCase; of two members that get one name the later stays. */
export function renameKeys(
  object: JsonObject,
  onCollision: () => void,
  renameValue: (value: Json) => Json = (value) => value,
): JsonObject {
  const members = new Map<string, Json>();
  for (const key of keysOf(object)) {
    const name = toCamelCase(key);
    if (members.has(name)) onCollision();
    members.set(name, renameValue(ownMember(object, key) ?? null));
  }
  return objectOf(members);
}

/** The same for all objects within a value. */
export function renameKeysDeep(value: Json, onCollision: () => void): Json {
  const renameValue = (below: Json): Json => renameKeysDeep(below, onCollision);
  if (isArray(value)) return value.map(renameValue);
  return isObject(value) ? renameKeys(value, onCollision, renameValue) : value;
}

function splitAtCapitals(chunk: string): readonly string[] {
  // A small letter (and digits behind it) before a capital; or a capital before one that begins a word of its own.
  return chunk.split(/(?=\p{Lu})(?<=\p{Ll}\p{Nd}*)|(?=\p{Lu}\p{Ll})(?<=\p{Lu}\p{Nd}*)/u).filter((word) => word !== '');
}

function capitalise(word: string): string {
  const [initial = '', ...rest] = word;
  return initial.toUpperCase() + rest.join('').toLowerCase();
}
