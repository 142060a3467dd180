/**
 * A JSON value as it flows through Overlap.
 *
 * Integers that a double holds exactly are numbers; integers outside that range are bigints, so that ids
 * keep their digits (RFC 8259 §6 leaves the precision to us). A value that is absent is `undefined` and is
 * never stored in an array or object: absent and null are different things in the mapping language.
 */
export type Json = null | boolean | number | bigint | string | readonly Json[] | JsonObject;

export interface JsonObject {
  readonly [key: string]: Json;
}

/** A JSON object under construction. */
export type MutableJsonObject = { [key: string]: Json };

/** The six kinds that problems and errors name. */
export type JsonKind = 'null' | 'boolean' | 'number' | 'string' | 'array' | 'object';

export function kindOf(value: Json): JsonKind {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  switch (typeof value) {
    case 'boolean':
      return 'boolean';
    case 'number':
    case 'bigint':
      return 'number';
    case 'string':
      return 'string';
    default:
      return 'object';
  }
}

export function isArray(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The member `key` of an object, own members only: upstream JSON may well ask for "constructor". */
export function ownMember(value: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(value, key) ? value[key] : undefined;
}

/** Sets an own member; `__proto__` becomes an ordinary one. */
export function setMember(target: MutableJsonObject, key: string, value: Json): void {
  if (key === '__proto__') {
    Object.defineProperty(target, key, { value, enumerable: true, writable: true, configurable: true });
  } else {
    target[key] = value;
  }
}
