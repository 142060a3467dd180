import { createArithmetic } from './arithmetic.ts';

/**
 * `->add(n, …)` adds numbers.
 *
 *     4   $->add(2,3)   ⇒ 9
 *     2   $->add(0.5)   ⇒ 2.5
 */
export const add = createArithmetic('add', { ofDoubles: (a, b) => a + b, ofIntegers: (a, b) => a + b });
