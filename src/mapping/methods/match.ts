import { deepEqual } from '../../json/equal.ts';
import { createMethod } from './method.ts';

/**
 * `value->match([candidate, result], …)` is the result of the first pair whose candidate equals the value; `[@, …]`
 * catches what is left. Candidates are tried in order and results of other pairs are not evaluated. Only arguments
 * written as pairs count.
 *
 *     {"sev":"P1"}       sev->match(["P1","CRITICAL"], [@,"LOW"])   ⇒ "CRITICAL"
 *     {"on":"true"}      on->match([true,"yes"], [@,"no"])          ⇒ "no"
 */
export const match = createMethod('match', (input, call) => {
  for (const { elements } of call.site.arguments) {
    const [candidate, result, ...more] = elements ?? [];
    if (candidate === undefined || result === undefined || more.length > 0) continue;
    const expected = call.value(candidate);
    if (expected !== undefined && deepEqual(input, expected)) return call.value(result);
  }
  return call.failWhole('requires a pair that fits its input', input);
});
