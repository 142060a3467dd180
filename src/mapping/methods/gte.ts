import { createComparison } from './compare.ts';

/**
 * `->gte(x)` tells whether a number or string is not less than another one.
 *
 *     5           $->gte(5.0)         ⇒ true
 *     "2026-05"   $->gte("2026-06")   ⇒ false
 */
export const gte = createComparison('gte', (order) => order >= 0);
