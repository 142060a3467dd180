import { isArray, isObject, type Json, kindOf, ownMember } from '../../json/json.ts';
import type { Call } from './call.ts';
import { isInteger } from './integer.ts';
import { createMethod } from './method.ts';

/**
 * `->get(index)` is an element of a list, or the character at a position of a string; negative indices count from the
 * end. `->get("key")` is a member of an object. Positions in strings are bytes of UTF-8; there is nothing in the
 * middle of a character.
 *
 *     ["a","b","c"]        $->get(-1)             ⇒ "c"
 *     {"unit-price":9}     $->get("unit-price")   ⇒ 9
 */
export const get = createMethod('get', (input, call) => {
  if (call.count === 0) return call.fail('requires one argument');
  const key = call.argument(0);
  if (key === undefined) return undefined;
  if (isObject(input)) return getMember(input, key, call);
  if (!isArray(input) && typeof input !== 'string') return call.fail('requires an array, an object or a string', input);
  if (!isInteger(key)) return call.fail(`can only take an integer index of ${nounFor(input)}`, key);
  return isArray(input) ? getElement(input, key, call) : getCharacter(input, key, call);
});

function getMember(input: { readonly [key: string]: Json }, key: Json, call: Call): Json | undefined {
  if (typeof key !== 'string') return call.fail('can only take a string as the key of an object', key);
  const member = ownMember(input, key);
  return member === undefined ? call.fail('requires a key of the object', key) : member;
}

function getElement(input: readonly Json[], index: number | bigint, call: Call): Json | undefined {
  const at = fromStart(index, input.length);
  return at >= 0 && at < input.length ? input[at] : failOutOfBounds(index, input.length, call);
}

function getCharacter(input: string, index: number | bigint, call: Call): string | undefined {
  const bytes = Buffer.from(input);
  const at = fromStart(index, bytes.length);
  const lead = bytes[at];
  if (lead === undefined || isContinuation(lead)) return failOutOfBounds(index, bytes.length, call);
  let end = at + 1;
  while (isContinuation(bytes[end] ?? 0)) end++;
  return bytes.toString('utf8', at, end);
}

function fromStart(index: number | bigint, length: number): number {
  return index < 0 ? length + Number(index) : Number(index);
}

function isContinuation(byte: number): boolean {
  return (byte & 0xc0) === 0x80;
}

function failOutOfBounds(index: number | bigint, length: number, call: Call): undefined {
  return call.fail(`requires an index within the length of ${length}`, index);
}

function nounFor(input: Json): string {
  return kindOf(input) === 'array' ? 'an array' : 'a string';
}
