import { parseJson } from '../../json/parse-json.ts';
import { createBareMethod } from './method.ts';

/**
 * `->jsonParse` reads a string as JSON (RFC 8259), strictly: a byte order mark, which bodies may begin with, is none.
 *
 *     {"meta":"{\"lvl\":3}"}   meta->jsonParse { lvl }   ⇒ {"lvl":3}
 *     "[1,2]"                  $->jsonParse->last        ⇒ 2
 */
export const jsonParse = createBareMethod('jsonParse', (input, call) => {
  if (typeof input !== 'string') return call.fail('requires a string', input);
  const outcome = input.startsWith('\ufeff') ? undefined : parseJson(input);
  return outcome?.ok ? outcome.value : call.fail('requires JSON text', input);
});
