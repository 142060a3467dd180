import { deepEqual } from '../../json/equal.ts';
import { createMethod } from './method.ts';

/**
 * `->eq(x)` tells whether two values are equal: numbers by value, arrays and objects by their contents.
 *
 *     {"t":21}     t->eq(21.0)   ⇒ true
 *     {"t":"21"}   t->eq(21)     ⇒ false
 */
export const eq = createMethod('eq', (input, call) => {
  if (call.count !== 1) return call.fail(`requires one argument, not ${call.count}`);
  const other = call.argument(0);
  return other === undefined ? undefined : deepEqual(input, other);
});
