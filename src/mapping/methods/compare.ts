import type { Json } from '../../json/json.ts';
import type { Call } from './call.ts';
import { isNumber } from './integer.ts';
import { createMethod, type ValueMethod } from './method.ts';

/** A method that compares its input with its first argument: numbers by value, strings by the bytes of UTF-8. */
export function createComparison(name: string, holds: (order: number) => boolean): ValueMethod {
  return createMethod(name, (input, call) => {
    if (call.count === 0) return call.fail('requires one argument');
    const other = call.argument(0);
    if (other === undefined) return undefined;
    const order = compare(input, other);
    return order === undefined ? failToCompare(input, other, call) : holds(order);
  });
}

/** Below, above or equal to zero as `a` comes before, after or with `b`; `undefined` if they have no order. */
function compare(a: Json, b: Json): number | undefined {
  if (typeof a === 'string' && typeof b === 'string') return compareCodePoints(a, b);
  if (!isNumber(a) || !isNumber(b)) return undefined;
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * The order of UTF-8 bytes is that of code points. JavaScript compares UTF-16 units instead, where surrogates (of
 * characters from U+10000 on) come before U+E000.
 */
function compareCodePoints(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at++) {
    const left = a.charCodeAt(at);
    const right = b.charCodeAt(at);
    if (left !== right) return rank(left) - rank(right);
  }
  return a.length - b.length;
}

/** Moves surrogates behind all other units. */
function rank(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}

function failToCompare(input: Json, other: Json, call: Call): undefined {
  const isComparable = isNumber(input) || typeof input === 'string';
  if (!isComparable) return call.fail('requires a number or a string', input);
  return call.fail(
    `can only compare a ${typeof input === 'string' ? 'string with a string' : 'number with a number'}`,
    other,
  );
}
