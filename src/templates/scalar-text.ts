import type { Json } from '../json/json.ts';

/**
 * The text of a value where only text can stand (a hole, a path element, a query parameter, a form field): nothing
 * and null are empty, numbers and booleans are spelled as in JSON. `undefined` for arrays and objects. Pure.
 */
export function scalarText(value: Json | undefined): string | undefined {
  switch (typeof value) {
    case 'string':
      return value;
    case 'number':
    case 'bigint':
    case 'boolean':
      return String(value);
    case 'undefined':
      return '';
    case 'object':
      return value === null ? '' : undefined;
  }
}
