import { isArray } from '../../json/json.ts';
import { createMethod } from './method.ts';

/**
 * `list->find(condition)` is the first element for which the condition is `true`; later ones are not looked at. No
 * such element, no value. It stops without a value at the first condition that is not a boolean.
 *
 *     [{"id":1},{"id":2}]   $->find(@.id->eq(2))   ⇒ {"id":2}
 *     7                     $->find(@->gt(3))      ⇒ 7
 */
export const find = createMethod('find', (input, call) => {
  if (call.count === 0) return call.fail('requires one argument');
  if (!isArray(input)) {
    const condition = call.argument(0);
    if (typeof condition === 'boolean') return condition ? input : undefined;
    return condition === undefined ? undefined : call.failCondition(condition);
  }
  for (const [index, element] of input.entries()) {
    const condition = call.argumentFor(element, index);
    if (condition === true) return element;
    if (condition !== false) return call.failCondition(condition, index);
  }
  return undefined;
});
