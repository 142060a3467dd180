import type { Json } from '../../json/json.ts';
import type { Call } from './call.ts';

/** A method of the mapping language, callable as `value->name(…)` in every dialect. */
export type Method = ValueMethod | BindingMethod;

export interface ValueMethod {
  readonly kind: 'value';
  readonly name: string;
  /** The result, or `undefined` for no value. The input is never missing: the path would have stopped before. */
  readonly apply: (input: Json, call: Call) => Json | undefined;
}

/** Passes its input on and gives a name to a value for the rest of the path. */
export interface BindingMethod {
  readonly kind: 'binding';
  readonly name: string;
  readonly bind: (input: Json, call: Call) => { readonly name: string; readonly value: Json } | undefined;
}

export function createMethod(name: string, apply: ValueMethod['apply']): ValueMethod {
  return { kind: 'value', name, apply };
}

/** A method that takes no arguments and refuses even empty parentheses. */
export function createBareMethod(name: string, apply: ValueMethod['apply']): ValueMethod {
  return createMethod(name, (input, call) =>
    call.hasParentheses ? call.fail('does not take any arguments') : apply(input, call),
  );
}
