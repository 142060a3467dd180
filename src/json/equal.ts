import { isArray, isObject, type Json } from './json.ts';

/**
 * Deep equality of JSON values. Numbers are equal by value, however they are written (1, 1.0) or held
 * (number, bigint); the order of members does not matter.
 */
export function deepEqual(a: Json, b: Json): boolean {
  if (a === b) return true;
  if (typeof a === 'bigint' || typeof b === 'bigint') return isNumeric(a) && isNumeric(b) && !(a < b || a > b);
  if (isArray(a))
    return isArray(b) && a.length === b.length && a.every((element, at) => deepEqual(element, b[at] ?? null));
  if (!isObject(a) || !isObject(b)) return false;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && deepEqual(a[key] ?? null, b[key] ?? null))
  );
}

function isNumeric(value: Json): value is number | bigint {
  return typeof value === 'number' || typeof value === 'bigint';
}
