import { isArray } from '../../json/json.ts';
import { createMethod } from './method.ts';

/**
 * `list->map(expression)` evaluates the expression for each element as `@`; what has no value becomes `null`. A value
 * that is not a list counts as a list of one.
 *
 *     [1,2,3]          $->map(@->mul(10))      ⇒ [10,20,30]
 *     {"tag":"hot"}    tag->map({ label: @ })  ⇒ [{"label":"hot"}]
 */
export const map = createMethod('map', (input, call) => {
  if (call.count === 0) return call.fail('requires one argument');
  if (isArray(input)) return input.map((element, index) => call.argumentFor(element, index) ?? null);
  const only = call.argument(0);
  return only === undefined ? undefined : [only];
});
