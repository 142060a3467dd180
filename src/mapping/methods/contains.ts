import { deepEqual } from '../../json/equal.ts';
import { isArray } from '../../json/json.ts';
import { createMethod } from './method.ts';

/**
 * `list->contains(x)` tells whether an element of the list equals the argument. It does not look into strings.
 *
 *     {"ids":[1,2]}    ids->contains(2.0)    ⇒ true
 *     {"tags":["x"]}   tags->contains("y")   ⇒ false
 */
export const contains = createMethod('contains', (input, call) => {
  if (call.count !== 1) return call.fail(`requires one argument, not ${call.count}`);
  const wanted = call.argument(0);
  if (wanted === undefined) return undefined;
  if (!isArray(input)) return call.fail('requires an array', input);
  return input.some((element) => deepEqual(element, wanted));
});
