import { isArray, type Json } from './json.ts';
import { hasRememberedKeys, keysOf } from './key-order.ts';

/**
 * Compact JSON text of a value: integers with all their digits, members in the order of their document.
 * The engine prints, unless the value holds a bigint or an object whose order JavaScript has not kept.
 */
export function printJson(value: Json): string {
  try {
    const text = JSON.stringify(value);
    return hasRememberedKeys() && /"\d{1,10}":/.test(text) ? printExactly(value) : text;
  } catch {
    return printExactly(value); // a bigint: JSON.stringify refuses it
  }
}

function printExactly(value: Json): string {
  if (typeof value === 'bigint') return value.toString();
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (isArray(value)) return `[${value.map(printExactly).join(',')}]`;
  const members = keysOf(value).map((key) => `${JSON.stringify(key)}:${printExactly(value[key] ?? null)}`);
  return `{${members.join(',')}}`;
}
