import { createArithmetic } from './arithmetic.ts';

/**
 * `->div(n, …)` divides numbers, always as doubles: nothing is rounded to integers. There is no division by zero.
 *
 *     7          $->div(2)                          ⇒ 3.5
 *     {"c":20}   c->mul(9)->div(5)->add(32)         ⇒ 68
 */
export const div = createArithmetic('div', { ofDoubles: (a, b) => a / b });
