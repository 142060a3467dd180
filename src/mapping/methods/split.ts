import type { Json } from '../../json/json.ts';
import type { Call } from './call.ts';
import { isInteger } from './integer.ts';
import { createMethod } from './method.ts';

/**
 * `->split(separator, limit)` cuts a string at each separator; the empty separator cuts it into characters (code
 * points). With a limit only so many parts are kept.
 *
 *     "a,b,c"   $->split(",",2)   ⇒ ["a","b"]
 *     "né"      $->split("")      ⇒ ["n","é"]
 */
export const split = createMethod('split', (input, call) => {
  if (call.count < 1 || call.count > 2) return call.fail(`requires one or two arguments, not ${call.count}`);
  const separator = call.argument(0);
  const limit = call.argument(1);
  if (typeof input !== 'string') return call.fail('requires a string', input);
  if (typeof separator !== 'string') return call.fail('requires a string as separator', separator);
  const parts = separator === '' ? Array.from(input) : input.split(separator);
  return limit === undefined ? parts : keepFirst(parts, limit, call);
});

function keepFirst(parts: readonly string[], limit: Json, call: Call): readonly string[] | undefined {
  if (!isInteger(limit) || limit < 0) return call.fail('requires a non-negative integer as limit', limit);
  return parts.slice(0, Number(limit));
}
