import { isArray, isObject, type Json } from '../../json/json.ts';
import { createMethod } from './method.ts';

/**
 * `->toString` is a scalar as text; of `null` the empty text.
 *
 *     {"vat":12.5}   vat->toString   ⇒ "12.5"
 *     {"n":null}     n->toString     ⇒ ""
 */
export const toText = createMethod('toString', (input, call) => {
  if (call.count > 0) return call.fail('does not take any arguments');
  return scalarText(input) ?? call.fail('requires a scalar', input);
});

/** The text of a scalar, numbers as JavaScript writes them; `undefined` for arrays and objects. */
export function scalarText(value: Json): string | undefined {
  if (value === null) return '';
  return isArray(value) || isObject(value) ? undefined : String(value);
}
