import type { Expression } from '../ast.ts';
import type { Call } from './call.ts';
import type { BindingMethod } from './method.ts';

/**
 * `value->as($name)` passes the value on and calls it `$name` for the rest of the path; `value->as($name, expression)`
 * names the expression's value instead. A name does not reach beyond its path.
 *
 *     {"city":"Oslo"}              city->as($n, @->size)->echo([@, $n])   ⇒ ["Oslo",4]
 *     {"zone":"eu","rows":[1]}     $->as($w).rows->map([@, $w.zone])      ⇒ [[1,"eu"]]
 *
 * A name with steps behind it and a third argument are faults, but bind all the same, as existing schemas may expect.
 */
export const as: BindingMethod = {
  kind: 'binding',
  name: 'as',
  bind(input, call) {
    const first = call.site.arguments[0]?.node;
    if (first === undefined) {
      call.fail('requires one or two arguments, not 0');
      return undefined;
    }
    const name = readName(first, call);
    if (call.count > 2) call.fail(`requires one or two arguments, not ${call.count}`);
    if (name === undefined) return undefined;
    const value = call.count === 1 ? input : call.argument(1);
    return value === undefined ? undefined : { name, value };
  },
};

function readName(node: Expression, call: Call): string | undefined {
  const variable = node.kind === 'Path' && node.head.kind === 'Variable' ? node : undefined;
  if (variable === undefined || variable.steps.length > 0 || variable.group !== undefined) {
    call.failWith('First argument to ->as must be a variable such as $name');
  }
  return variable?.head.kind === 'Variable' ? variable.head.name : undefined;
}
