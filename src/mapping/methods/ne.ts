import { deepEqual } from '../../json/equal.ts';
import { createMethod } from './method.ts';

/**
 * `->ne(x)` tells whether two values differ: the opposite of `->eq`.
 *
 *     "open"   $->ne("done")   ⇒ true
 *     [1,2]    $->ne([1,2])    ⇒ false
 */
export const ne = createMethod('ne', (input, call) => {
  if (call.count !== 1) return call.fail(`requires one argument, not ${call.count}`);
  const other = call.argument(0);
  return other === undefined ? undefined : !deepEqual(input, other);
});
