import type { Json } from '../../json/json.ts';

const SMALLEST = -(2n ** 63n);
const GREATEST = 2n ** 63n - 1n;

/** An integer with all its digits. Doubles beyond 2^53 are not: nobody knows their last digits. */
export function isInteger(value: Json | undefined): value is number | bigint {
  return typeof value === 'bigint' || Number.isSafeInteger(value);
}

export function isNumber(value: Json | undefined): value is number | bigint {
  return typeof value === 'number' || typeof value === 'bigint';
}

/** The integer as a JSON value: a number where that is exact. `undefined` outside the signed 64-bit range. */
export function fromBigInt(value: bigint): number | bigint | undefined {
  if (value < SMALLEST || value > GREATEST) return undefined;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}
