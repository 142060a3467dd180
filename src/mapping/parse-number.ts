import type { LiteralExpression } from './ast.ts';
import { type Cursor, expect, isAt, peek, refuse, spanFrom, takeIf } from './cursor.ts';

/** Whether a number begins here: `5`, `-5`, `.5`. */
export function isNumberStart(cursor: Cursor): boolean {
  return isAt(cursor, 'Digits', '-') || (isAt(cursor, '.') && peek(cursor, 1).kind === 'Digits');
}

/**
 * A number. Integers are exact within 64 bits and doubles beyond; a point makes a double; leading zeros mean
 * nothing; there are no exponents.
 */
export function parseNumber(cursor: Cursor): LiteralExpression {
  const { start } = peek(cursor).span;
  const sign = takeIf(cursor, '-') === undefined ? '' : '-';
  const whole = takeIf(cursor, 'Digits')?.value ?? '';
  let fraction: string | undefined;
  if (whole === '') {
    expect(cursor, '.', 'a digit or a point');
    fraction = expect(cursor, 'Digits', 'a digit behind the point').value;
  } else if (takeIf(cursor, '.') !== undefined) {
    fraction = takeIf(cursor, 'Digits')?.value ?? '0';
  }
  const span = spanFrom(cursor, start);
  const value = fraction === undefined ? integerOf(sign + whole) : Number(`${sign}${whole}.${fraction}`);
  if (typeof value === 'number' && !Number.isFinite(value))
    refuse(cursor, 'This number is out of range.', undefined, span);
  // There is one zero in JSON, however it is written.
  return { kind: 'Literal', value: value === 0 ? 0 : value, span };
}

/** An integer within 64 bits with all its digits (a bigint where a double would lose some), otherwise a double. */
function integerOf(written: string): number | bigint {
  const double = Number(written);
  if (Number.isSafeInteger(double) || Math.abs(double) > 2 ** 63) return double;
  const exact = BigInt(written);
  return BigInt.asIntN(64, exact) === exact ? exact : double;
}
