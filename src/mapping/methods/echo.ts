import { createMethod } from './method.ts';

/**
 * `value->echo(expression)` is the expression, which sees the value as `@`.
 *
 *     {"c":21}         c->echo({ celsius: @ })   ⇒ {"celsius":21}
 *     {"a":1,"b":2}    $->echo([$.b, $.a])       ⇒ [2,1]
 */
export const echo = createMethod('echo', (_input, call) =>
  call.count === 0 ? call.fail('requires one argument') : call.argument(0),
);
