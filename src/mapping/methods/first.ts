import { isArray } from '../../json/json.ts';
import { createBareMethod } from './method.ts';

/**
 * `->first` is the first element of a list, or the first character (code point) of a string; nothing if there is none.
 *
 *     {"days":["mo","tu"]}   days->first   ⇒ "mo"
 *     "Oslo"                 $->first      ⇒ "O"
 */
export const first = createBareMethod('first', (input, call) => {
  if (isArray(input)) return input[0];
  if (typeof input === 'string') return input === '' ? undefined : String.fromCodePoint(input.codePointAt(0) ?? 0);
  call.fail('requires an array or a string', input);
  return input;
});
