import { createBareMethod } from './method.ts';
import { endOfText, startOfText } from './white-space.ts';

/**
 * `->trim` removes white space on both ends of a string.
 *
 *     "  hi "   $->trim   ⇒ "hi"
 *     "a b"     $->trim   ⇒ "a b"
 */
export const trim = createBareMethod('trim', (input, call) =>
  typeof input === 'string' ? input.slice(startOfText(input), endOfText(input)) : call.fail('requires a string', input),
);
