import { createConnective } from './logic.ts';

/**
 * `->and(b, …)` is true if the value and all arguments are. After the first `false` no argument is looked at.
 *
 *     {"paid":true,"sent":false}   paid->and($.sent)   ⇒ false
 *     {"paid":false}               paid->and($.nope)   ⇒ false
 */
export const and = createConnective('and', false);
