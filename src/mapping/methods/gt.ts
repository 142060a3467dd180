import { createComparison } from './compare.ts';

/**
 * `->gt(x)` tells whether a number or string is greater than another one.
 *
 *     {"t":5}   t->gt(3)       ⇒ true
 *     5         $->gt(5.0)     ⇒ false
 */
export const gt = createComparison('gt', (order) => order > 0);
