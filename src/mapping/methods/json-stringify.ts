import { printJson } from '../../json/print-json.ts';
import { createBareMethod } from './method.ts';

/**
 * `->jsonStringify` is the compact JSON text of any value.
 *
 *     {"a":[1,null]}   $->jsonStringify   ⇒ "{\"a\":[1,null]}"
 *     {"n":null}       n->jsonStringify   ⇒ "null"
 */
export const jsonStringify = createBareMethod('jsonStringify', (input) => printJson(input));
