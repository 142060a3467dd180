import { createComparison } from './compare.ts';

/**
 * `->lt(x)` tells whether a number or string is less than another one.
 *
 *     1.5   $->lt(2)     ⇒ true
 *     "Z"   $->lt("a")   ⇒ true
 */
export const lt = createComparison('lt', (order) => order < 0);
