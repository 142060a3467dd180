import type { Json } from '../../json/json.ts';
import { fromBigInt, isInteger, isNumber } from './integer.ts';
import { createMethod } from './method.ts';

/**
 * `->parseInt(base)` reads an integer: the whole of a string, or the digits of a number without its fraction. The
 * base is 10 unless given.
 *
 *     "0042"   $->parseInt       ⇒ 42
 *     "ff"     $->parseInt(16)   ⇒ 255
 */
export const parseInteger = createMethod('parseInt', (input, call) => {
  if (call.count > 1) return call.fail(`can only take one argument, not ${call.count}`);
  const base = call.count === 0 ? 10 : call.argument(0);
  if (base === undefined) return undefined;
  if (!isInteger(base) || base < 2 || base > 36) return call.fail('requires an integer from 2 to 36 as base', base);
  const digits = digitsOf(input);
  if (digits === undefined) return call.fail('requires a string or a number', input);
  return readInteger(digits, Number(base)) ?? call.fail(`requires a 64-bit integer of base ${base}`, input);
});

function digitsOf(input: Json): string | undefined {
  if (typeof input === 'string') return input;
  if (!isNumber(input)) return undefined;
  return typeof input === 'bigint' ? String(input) : BigInt(Math.trunc(input)).toString();
}

/** 64 binary digits are the longest integer there is; further zeros in front do not count. */
const INTEGER = /^([+-]?)0*([0-9a-z]{0,64})$/i;

function readInteger(text: string, base: number): number | bigint | undefined {
  const [, sign, digits] = INTEGER.exec(text) ?? [];
  if (digits === undefined || !/[0-9a-z]$/i.test(text)) return undefined;
  let value = 0n;
  for (const digit of digits) {
    const worth = Number.parseInt(digit, 36);
    if (worth >= base) return undefined;
    value = value * BigInt(base) + BigInt(worth);
  }
  return fromBigInt(sign === '-' ? -value : value);
}
