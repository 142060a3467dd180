import { isArray, type Json } from './json.ts';

/** A text that two values share exactly when they are deeply equal; usable as a key of a map. Pure. */
export function stableKey(value: Json): string {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value);
    case 'number':
      // 2^60 may come as a double or as a bigint.
      return Number.isInteger(value) && !Number.isSafeInteger(value) ? BigInt(value).toString() : String(value);
    case 'bigint':
    case 'boolean':
      return String(value);
    default:
      break;
  }
  if (value === null) return 'null';
  if (isArray(value)) return `[${value.map(stableKey).join(',')}]`;
  const names = Object.keys(value).sort();
  return `{${names.map((name) => `${JSON.stringify(name)}:${stableKey(value[name] ?? null)}`).join(',')}}`;
}
