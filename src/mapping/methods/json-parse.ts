import { parseJson } from '../../json/parse-json.ts';
import { createBareMethod } from './method.ts';

/**
 * `->jsonParse` reads a string as JSON.
 *
 *     {"meta":"{\"lvl\":3}"}   meta->jsonParse { lvl }   ⇒ {"lvl":3}
 *     "[1,2]"                  $->jsonParse->last        ⇒ 2
 */
export const jsonParse = createBareMethod('jsonParse', (input, call) => {
  if (typeof input !== 'string') return call.fail('requires a string', input);
  const outcome = parseJson(input);
  return outcome.ok ? outcome.value : call.fail('requires JSON text', input);
});
