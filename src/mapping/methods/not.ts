import { createBareMethod } from './method.ts';

/**
 * `->not` turns `true` into `false` and `false` into `true`.
 *
 *     {"paid":true}   paid->not              ⇒ false
 *     {"n":1}         n->eq(2)->not          ⇒ true
 */
export const not = createBareMethod('not', (input, call) =>
  typeof input === 'boolean' ? !input : call.fail('requires a boolean', input),
);
