import { isArray, isObject, type Json, kindOf, ownMember } from '../json/json.ts';
import type { Key } from './ast.ts';
import { extend, type Path, report, type Trace } from './run.ts';

/**
 * `.name` as a function: the own member of an object; of an array the list of the elements' members, `null` where
 * there is none; of anything else nothing.
 */
export function createMemberReader(name: string): (value: Json) => Json | undefined {
  // Only names that every object inherits ("constructor") need the slower question for ownership.
  const isInherited = name in Object.prototype;
  const read = (value: Json): Json | undefined => {
    if (typeof value !== 'object' || value === null) return undefined;
    if (isArray(value)) return value.map((element) => read(element) ?? null);
    return isInherited ? ownMember(value, name) : value[name];
  };
  return read;
}

/** Reports each place at and below `path` where `.key` finds nothing. `isForgiven`: a `?` follows, for which an object need not have it. */
export function reportMissing(value: Json, key: Key, isForgiven: boolean, trace: Trace, path: Path | undefined): void {
  if (isArray(value)) {
    for (const [index, element] of value.entries()) reportMissing(element, key, false, trace, extend(path, index));
    return;
  }
  if (isObject(value) && (isForgiven || ownMember(value, key.name) !== undefined)) return;
  const written = key.quoted ? JSON.stringify(key.name) : key.name;
  report(trace, `Property .${written} not found in ${kindOf(value)}`, extend(path, key.name), key.span);
}
