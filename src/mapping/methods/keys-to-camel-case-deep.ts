import { isObject } from '../../json/json.ts';
import { renameKeysDeep } from './camel-case.ts';
import { createBareMethod } from './method.ts';

/**
 * `->keysToCamelCaseDeep` renames the members of an object and of all objects within it in lowerCamelCase.
 *
 *     {"a_b":[{"c_d":1}]}       $->keysToCamelCaseDeep   ⇒ {"aB":[{"cD":1}]}
 *     {"Geo":{"LAT_deg":1}}     $->keysToCamelCaseDeep   ⇒ {"geo":{"latDeg":1}}
 */
export const keysToCamelCaseDeep = createBareMethod('keysToCamelCaseDeep', (input, call) => {
  if (!isObject(input)) return call.fail('requires an object', input);
  return renameKeysDeep(input, () => call.fail('keeps only the later of two members that get the same name'));
});
