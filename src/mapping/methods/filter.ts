import { isArray, type Json } from '../../json/json.ts';
import { createMethod } from './method.ts';

/**
 * `list->filter(condition)` keeps the elements for which the condition is `true`. A condition that is not a boolean
 * for some element leaves no value at all. A value that is not a list counts as a list of one.
 *
 *     [{"n":5},{"n":9}]   $->filter(@.n->gt(6))   ⇒ [{"n":9}]
 *     7                   $->filter(@->lt(3))     ⇒ []
 */
export const filter = createMethod('filter', (input, call) => {
  if (call.count === 0) return call.fail('requires one argument');
  if (!isArray(input)) {
    const condition = call.argument(0);
    if (typeof condition === 'boolean') return condition ? [input] : [];
    return condition === undefined ? undefined : call.failCondition(condition);
  }
  const kept: Json[] = [];
  let isSound = true;
  for (const [index, element] of input.entries()) {
    const condition = call.argumentFor(element, index);
    if (condition === true) kept.push(element);
    else if (condition !== false) {
      call.failCondition(condition, index);
      isSound = false;
    }
  }
  return isSound ? kept : undefined;
});
