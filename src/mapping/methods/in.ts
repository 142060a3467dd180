import { deepEqual } from '../../json/equal.ts';
import { isArray } from '../../json/json.ts';
import { createMethod } from './method.ts';

/**
 * `->in(list)` tells whether the value equals an element of the list.
 *
 *     "open"   $->in(["open","new"])   ⇒ true
 *     7        $->in([1,7.0])          ⇒ true
 */
export const isIn = createMethod('in', (input, call) => {
  if (call.count !== 1) return call.fail(`requires one argument, not ${call.count}`);
  const list = call.argument(0);
  if (list === undefined) return undefined;
  if (!isArray(list)) return call.fail('requires an array as argument', list);
  return list.some((element) => deepEqual(input, element));
});
