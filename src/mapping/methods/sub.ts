import { createArithmetic } from './arithmetic.ts';

/**
 * `->sub(n, …)` subtracts numbers, one after the other.
 *
 *     12                        $->sub(3,4)         ⇒ 5
 *     {"gross":119,"net":100}   gross->sub($.net)   ⇒ 19
 */
export const sub = createArithmetic('sub', { ofDoubles: (a, b) => a - b, ofIntegers: (a, b) => a - b });
