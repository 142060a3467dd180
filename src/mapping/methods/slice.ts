import { isArray, type Json } from '../../json/json.ts';
import { isInteger } from './integer.ts';
import { createMethod } from './method.ts';

/**
 * `->slice(start, end)` is the part of a list or string from `start` up to but without `end`. Both may be left out;
 * each is brought into the range from 0 to the length, and what is not an integer counts as left out. Positions in
 * strings are characters (code points).
 *
 *     ["a","b","c","d"]     $->slice(1,3)    ⇒ ["b","c"]
 *     "2026-05-04T10:00Z"   $->slice(0,10)   ⇒ "2026-05-04"
 */
export const slice = createMethod('slice', (input, call) => {
  if (isArray(input)) {
    const start = bound(call.argument(0), 0, input.length);
    return input.slice(start, bound(call.argument(1), input.length, input.length));
  }
  if (typeof input !== 'string') return call.fail('requires an array or a string', input);
  const characters = Array.from(input);
  const start = bound(call.argument(0), 0, characters.length);
  return characters.slice(start, bound(call.argument(1), characters.length, characters.length)).join('');
});

function bound(value: Json | undefined, otherwise: number, length: number): number {
  return isInteger(value) ? Math.min(Math.max(Number(value), 0), length) : otherwise;
}
