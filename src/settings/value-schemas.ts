import { z } from 'zod';
import { parseDuration, parsePercentage, parseSize } from '../units/units.ts';

/*
 * Single values of settings. They become what rooms want (milliseconds, bytes, ratios) while they are checked.
 * Environment variables are always texts, so numbers and flags are accepted as texts as well.
 */

const WHOLE = /^\d+$/;

export const duration = z
  .string({ error: 'Expected a duration such as `250ms`, `2s` or `5m`.' })
  .transform(
    (text, context) => parseDuration(text) ?? refuse(context, 'Expected a duration such as `250ms`, `2s` or `5m`.'),
  )
  .refine((ms) => ms > 0, { error: 'A duration must be longer than nothing.' })
  .refine((ms) => ms <= 2_147_483_647, { error: 'A duration must be shorter than 24 days.' });

export const size = z
  .union([z.string(), z.number().int().positive()], { error: 'Expected a size such as `512KiB` or `10MiB`.' })
  .transform((value, context) => {
    if (typeof value === 'number') return value;
    const bytes = WHOLE.test(value) ? Number(value) : parseSize(value);
    return bytes || refuse(context, 'Expected a size such as `512KiB` or `10MiB`.');
  });

export const flag = z
  .union([z.boolean(), z.enum(['true', 'false'])], { error: 'Expected `true` or `false`.' })
  .transform((value) => value === true || value === 'true');

export function whole(min: number, max: number, what: string) {
  const error = `Expected ${what}, a whole number from ${min} to ${max}.`;
  return z.union([z.number(), z.string()], { error }).transform((value, context) => {
    const number = typeof value === 'string' && WHOLE.test(value) ? Number(value) : value;
    const fits = typeof number === 'number' && Number.isInteger(number) && number >= min && number <= max;
    return fits ? number : refuse(context, error);
  });
}

export function ratio(what: string) {
  const error = `Expected ${what} such as \`0.2\` or \`20%\`, from 0 to 1.`;
  return z.union([z.number(), z.string()], { error }).transform((value, context) => {
    const number = typeof value === 'string' ? (parsePercentage(value) ?? Number(value || Number.NaN)) : value;
    return number >= 0 && number <= 1 ? number : refuse(context, error);
  });
}

export const text = z.string({ error: 'Expected a text.' }).min(1, { error: 'The text is empty.' });
export const headerName = text
  .regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, { error: 'Expected the name of a header.' })
  .transform((name) => name.toLowerCase());
export const port = whole(0, 65_535, 'a port');
export const amount = whole(1, 1_000_000_000, 'an amount');

export function refuse(context: z.RefinementCtx, message: string): never {
  context.addIssue({ code: 'custom', message });
  return z.NEVER;
}
