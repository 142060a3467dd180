import { createComparison } from './compare.ts';

/**
 * `->lte(x)` tells whether a number or string is not greater than another one.
 *
 *     0     $->lte(0)     ⇒ true
 *     "b"   $->lte("a")   ⇒ false
 */
export const lte = createComparison('lte', (order) => order <= 0);
