import { createMethod, type ValueMethod } from './method.ts';

/** `->and` and `->or`: they read their arguments only until one of them is `decisive`. */
export function createConnective(name: string, decisive: boolean): ValueMethod {
  return createMethod(name, (input, call) => {
    if (!call.hasParentheses) return call.fail('requires arguments');
    if (typeof input !== 'boolean') return call.fail('requires a boolean', input);
    let result = input;
    for (let position = 0; position < call.count && result !== decisive; position++) {
      const value = call.argument(position);
      if (value === undefined) return undefined;
      if (typeof value === 'boolean') result = value;
      else call.failAtArgument(position, 'can only accept boolean arguments', value);
    }
    return result;
  });
}
