import { createArithmetic } from './arithmetic.ts';

/**
 * `->mod(n, …)` is the remainder of a division, with the sign of the dividend. There is none for a division by zero.
 *
 *     7    $->mod(4)   ⇒ 3
 *     -7   $->mod(3)   ⇒ -1
 */
export const mod = createArithmetic('mod', {
  ofDoubles: (a, b) => a % b,
  ofIntegers: (a, b) => (b === 0n ? undefined : a % b),
});
