import { fromBigInt, isInteger, isNumber } from './integer.ts';
import { createMethod, type ValueMethod } from './method.ts';

/** One operation in the three ways of calculating; each answers `undefined` or a non-finite number where it fails. */
export interface Operation {
  readonly ofDoubles: (a: number, b: number) => number;
  /** Exact; left out where the result is never an integer. */
  readonly ofIntegers?: (a: bigint, b: bigint) => bigint | undefined;
}

/**
 * A method that folds its arguments into its input, from left to right. Integers are calculated exactly and must stay
 * within 64 bits; if a fraction takes part, the result is a double and must be finite.
 */
export function createArithmetic(name: string, operation: Operation): ValueMethod {
  return createMethod(name, (input, call) => {
    if (!call.hasParentheses) return call.fail('requires arguments');
    if (!isNumber(input)) return call.fail('requires a number', input);
    let result: number | bigint = input;
    for (let position = 0; position < call.count; position++) {
      const operand = call.argument(position);
      if (!isNumber(operand)) return call.failAtArgument(position, 'can only accept numbers', operand);
      const next = calculate(result, operand, operation);
      if (next === undefined)
        return call.failAtArgument(position, 'requires an argument with a result in range', operand);
      result = next;
    }
    return result;
  });
}

function calculate(
  a: number | bigint,
  b: number | bigint,
  { ofDoubles, ofIntegers }: Operation,
): number | bigint | undefined {
  const left = withinRange(a);
  const right = withinRange(b);
  if (ofIntegers === undefined || !isInteger(left) || !isInteger(right))
    return finite(ofDoubles(Number(left), Number(right)));
  if (typeof left === 'number' && typeof right === 'number') {
    // Of two exact integers a double result that is itself safe was not rounded.
    const result = ofDoubles(left, right);
    if (Number.isSafeInteger(result)) return result + 0; // never -0
  }
  const exact = ofIntegers(BigInt(left), BigInt(right));
  return exact === undefined ? undefined : fromBigInt(exact);
}

/** An integer beyond 64 bits takes part as a double. */
function withinRange(value: number | bigint): number | bigint {
  return typeof value === 'bigint' ? (fromBigInt(value) ?? Number(value)) : value;
}

function finite(result: number): number | undefined {
  return Number.isFinite(result) ? result : undefined;
}
