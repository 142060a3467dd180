import { isArray, isObject } from '../../json/json.ts';
import { createBareMethod } from './method.ts';

/**
 * `->size` is the number of elements of a list, of members of an object, or of bytes of a string in UTF-8.
 *
 *     {"tags":["x","y"]}   tags->size   ⇒ 2
 *     "zoë"                $->size      ⇒ 4
 */
export const size = createBareMethod('size', (input, call) => {
  if (isArray(input)) return input.length;
  if (isObject(input)) return Object.keys(input).length;
  if (typeof input === 'string') return Buffer.byteLength(input);
  return call.fail('requires an array, an object or a string', input);
});
