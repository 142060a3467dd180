import { createBareMethod } from './method.ts';
import { startOfText } from './white-space.ts';

/**
 * `->trimStart` removes white space at the start of a string.
 *
 *     "  hi "   $->trimStart   ⇒ "hi "
 *     "\n\tx"   $->trimStart   ⇒ "x"
 */
export const trimStart = createBareMethod('trimStart', (input, call) =>
  typeof input === 'string' ? input.slice(startOfText(input)) : call.fail('requires a string', input),
);
