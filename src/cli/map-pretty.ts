import { isArray, isObject, type Json } from '../json/json.ts';
import { keysOf } from '../json/key-order.ts';
import { printJson } from '../json/print-json.ts';

/** JSON text for people: two spaces per level, integers with all their digits, members in their order. Pure. */
export function printPretty(value: Json, indent = ''): string {
  const inner = `${indent}  `;
  if (isArray(value) && value.length > 0) {
    const elements = value.map((element) => inner + printPretty(element, inner));
    return `[\n${elements.join(',\n')}\n${indent}]`;
  }
  if (isObject(value) && Object.keys(value).length > 0) {
    const members = keysOf(value).map((key) => `${inner}${printJson(key)}: ${printPretty(value[key] ?? null, inner)}`);
    return `{\n${members.join(',\n')}\n${indent}}`;
  }
  return printJson(value);
}
