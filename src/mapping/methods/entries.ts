import { isObject, ownMember } from '../../json/json.ts';
import { keysOf } from '../../json/key-order.ts';
import { createBareMethod } from './method.ts';

/**
 * `->entries` is the list of an object's members, in their order, each as `{ key, value }`.
 *
 *     {"eu":3,"us":9}   $->entries { region: key count: value }   ⇒ [{"region":"eu","count":3},{"region":"us","count":9}]
 *     {"eu":3}          $->entries.key                            ⇒ ["eu"]
 */
export const entries = createBareMethod('entries', (input, call) => {
  if (!isObject(input)) return call.fail('requires an object', input);
  return keysOf(input).map((key) => ({ key, value: ownMember(input, key) ?? null }));
});
