import { createConnective } from './logic.ts';

/**
 * `->or(b, …)` is true if the value or one of the arguments is. After the first `true` no argument is looked at.
 *
 *     {"paid":true,"sent":false}          sent->or($.paid)   ⇒ true
 *     {"a":false,"b":false,"c":true}      a->or($.b, $.c)    ⇒ true
 */
export const or = createConnective('or', true);
