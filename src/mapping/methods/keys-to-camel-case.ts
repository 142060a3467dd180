import { isObject } from '../../json/json.ts';
import { renameKeys } from './camel-case.ts';
import { createBareMethod } from './method.ts';

/**
 * `->keysToCamelCase` renames the members of an object in lowerCamelCase.
 *
 *     {"unit_price":1,"VATRate":2}   $->keysToCamelCase   ⇒ {"unitPrice":1,"vatRate":2}
 *     {"x-id":{"a_b":1}}             $->keysToCamelCase   ⇒ {"xId":{"a_b":1}}
 */
export const keysToCamelCase = createBareMethod('keysToCamelCase', (input, call) => {
  if (!isObject(input)) return call.fail('requires an object', input);
  return renameKeys(input, () => call.fail('keeps only the later of two members that get the same name'));
});
