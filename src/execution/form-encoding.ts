import { isArray, isObject, type Json, type JsonObject } from '../json/json.ts';
import { keysOf } from '../json/key-order.ts';
import { scalarText } from '../templates/scalar-text.ts';

/**
 * An object as `application/x-www-form-urlencoded`, member by member. Nested members are spelled `a[b]`, elements
 * `a[0]`; null is empty; empty arrays and objects are nothing. A space is `+`, and everything but `A–Z a–z 0–9 * - . _`
 * is percent-encoded (URL Standard, application/x-www-form-urlencoded serializing). Pure.
 */
export function encodeForm(object: JsonObject): string {
  const pairs: string[] = [];
  for (const key of keysOf(object)) pushPairs(pairs, key, object[key] ?? null);
  return pairs.join('&');
}

function pushPairs(pairs: string[], name: string, value: Json): void {
  if (isArray(value)) {
    for (const [index, element] of value.entries()) pushPairs(pairs, `${name}[${index}]`, element);
  } else if (isObject(value)) {
    for (const key of keysOf(value)) pushPairs(pairs, `${name}[${key}]`, value[key] ?? null);
  } else {
    pairs.push(`${encodeField(name)}=${encodeField(scalarText(value) ?? '')}`);
  }
}

function encodeField(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replace(/%20|[!'()~]/g, (found) => FORM_SPELLING[found] ?? found);
}

/** Where forms differ from `encodeURIComponent`. */
const FORM_SPELLING: Readonly<Record<string, string>> = {
  '%20': '+',
  '!': '%21',
  "'": '%27',
  '(': '%28',
  ')': '%29',
  '~': '%7E',
};
