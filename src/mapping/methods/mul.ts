import { createArithmetic } from './arithmetic.ts';

/**
 * `->mul(n, …)` multiplies numbers.
 *
 *     6           $->mul(7)       ⇒ 42
 *     {"c":1.5}   c->mul(2, 2)    ⇒ 6
 */
export const mul = createArithmetic('mul', { ofDoubles: (a, b) => a * b, ofIntegers: (a, b) => a * b });
