import { isArray } from '../../json/json.ts';
import { createBareMethod } from './method.ts';

/**
 * `->last` is the last element of a list, or the last character (code point) of a string; nothing if there is none.
 *
 *     {"days":["mo","tu"]}   days->last   ⇒ "tu"
 *     "Oslo"                 $->last      ⇒ "o"
 */
export const last = createBareMethod('last', (input, call) => {
  if (isArray(input)) return input.at(-1);
  if (typeof input === 'string') return input === '' ? undefined : Array.from(input.slice(-2)).at(-1);
  call.fail('requires an array or a string', input);
  return input;
});
