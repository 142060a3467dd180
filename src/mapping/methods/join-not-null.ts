import { isArray } from '../../json/json.ts';
import { createMethod } from './method.ts';
import { scalarText } from './to-string.ts';

/**
 * `->joinNotNull(separator)` writes the scalars of a list one after the other, leaving out nulls. A scalar that is not
 * in a list is its own text.
 *
 *     ["a",null,"b"]   $->joinNotNull("-")   ⇒ "a-b"
 *     [1,true]         $->joinNotNull(",")   ⇒ "1,true"
 */
export const joinNotNull = createMethod('joinNotNull', (input, call) => {
  if (call.count === 0) return call.fail('requires one argument');
  const separator = call.argument(0);
  if (typeof separator !== 'string') return call.fail('requires a string as separator', separator);
  const texts: string[] = [];
  for (const element of isArray(input) ? input : [input]) {
    const text = scalarText(element);
    if (text === undefined) return call.fail('can only join scalars', element);
    if (element !== null) texts.push(text);
  }
  return texts.join(separator);
});
