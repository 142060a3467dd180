import { createBareMethod } from './method.ts';
import { endOfText } from './white-space.ts';

/**
 * `->trimEnd` removes white space at the end of a string.
 *
 *     "  hi "   $->trimEnd   ⇒ "  hi"
 *     "x  "     $->trimEnd   ⇒ "x"
 */
export const trimEnd = createBareMethod('trimEnd', (input, call) =>
  typeof input === 'string' ? input.slice(0, endOfText(input)) : call.fail('requires a string', input),
);
