import { z } from 'zod';
import type { Json } from '../json/json.ts';
import { parseDuration, parsePercentage, parseSize } from './units.ts';

/*
 * What may stand in overlap.yaml. Values become what rooms want (milliseconds, bytes, ratios) while they are
 * checked; defaults are not applied here. Environment variables are always texts, so numbers and flags are
 * accepted as texts as well.
 */

const WHOLE = /^\d+$/;
const OWN_PATHS = /^\/(?:sandbox|metrics|health(?:\/.*)?)$/;

const duration = z
  .string({ error: 'Expected a duration such as `250ms`, `2s` or `5m`.' })
  .transform(
    (text, context) => parseDuration(text) ?? refuse(context, 'Expected a duration such as `250ms`, `2s` or `5m`.'),
  )
  .refine((ms) => ms > 0, { error: 'A duration must be longer than nothing.' })
  .refine((ms) => ms <= 2_147_483_647, { error: 'A duration must be shorter than 24 days.' });

const size = z
  .union([z.string(), z.number().int().positive()], { error: 'Expected a size such as `512KiB` or `10MiB`.' })
  .transform((value, context) => {
    if (typeof value === 'number') return value;
    const bytes = WHOLE.test(value) ? Number(value) : parseSize(value);
    return bytes || refuse(context, 'Expected a size such as `512KiB` or `10MiB`.');
  });

const flag = z
  .union([z.boolean(), z.enum(['true', 'false'])], { error: 'Expected `true` or `false`.' })
  .transform((value) => value === true || value === 'true');

function whole(min: number, max: number, what: string) {
  const error = `Expected ${what}, a whole number from ${min} to ${max}.`;
  return z.union([z.number(), z.string()], { error }).transform((value, context) => {
    const number = typeof value === 'string' && WHOLE.test(value) ? Number(value) : value;
    const fits = typeof number === 'number' && Number.isInteger(number) && number >= min && number <= max;
    return fits ? number : refuse(context, error);
  });
}

function ratio(what: string) {
  const error = `Expected ${what} such as \`0.2\` or \`20%\`, from 0 to 1.`;
  return z.union([z.number(), z.string()], { error }).transform((value, context) => {
    const number = typeof value === 'string' ? (parsePercentage(value) ?? Number(value || Number.NaN)) : value;
    return number >= 0 && number <= 1 ? number : refuse(context, error);
  });
}

const text = z.string({ error: 'Expected a text.' }).min(1, { error: 'The text is empty.' });
const headerName = text
  .regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, { error: 'Expected the name of a header.' })
  .transform((name) => name.toLowerCase());
const port = whole(0, 65_535, 'a port');
const amount = whole(1, 1_000_000_000, 'an amount');
const json: z.ZodType<Json, Json> = z.custom<Json>(isJson, { error: 'Expected a JSON value.' });
const jsonObject = z.record(z.string(), json, { error: 'Expected a mapping of names to values.' });

// `retry: false` is short for `retry: { enabled: false }`, and so on.
const EITHER = { error: 'Expected `true`, `false`, or a mapping of names to values.' };

const retry = z.strictObject({
  enabled: flag.optional(),
  attempts: whole(1, 10, 'an amount').optional(),
  budget: ratio('a share').optional(),
});
const breaker = z.strictObject({
  enabled: flag.optional(),
  failureRatio: ratio('a share').optional(),
  minCalls: amount.optional(),
  window: duration.optional(),
  open: duration.optional(),
});
const coalesce = z.strictObject({ enabled: flag.optional() });

const source = z.strictObject({
  baseURL: z
    .string({ error: 'Expected a URL.' })
    .refine(isHttpUrl, { error: 'Expected an absolute http: or https: URL.' })
    .optional(),
  $config: jsonObject.optional(),
  timeout: z
    .strictObject({ connect: duration.optional(), attempt: duration.optional(), queue: duration.optional() })
    .optional(),
  connections: whole(1, 65_535, 'an amount').optional(),
  maxResponseBytes: size.optional(),
  maxRequestsPerOperation: amount.optional(),
  retry: z.union([flag.transform((enabled): z.output<typeof retry> => ({ enabled })), retry], EITHER).optional(),
  breaker: z.union([flag.transform((enabled): z.output<typeof breaker> => ({ enabled })), breaker], EITHER).optional(),
  coalesce: z
    .union([flag.transform((enabled): z.output<typeof coalesce> => ({ enabled })), coalesce], EITHER)
    .optional(),
  rateLimit: z
    .union(
      [
        z.literal(false).transform(() => undefined),
        z.strictObject({ perSecond: z.number().positive(), burst: amount.optional() }),
      ],
      { error: 'Expected `false`, or `perSecond` and `burst`.' },
    )
    .optional(),
  forwardHeaders: z.array(headerName, { error: 'Expected a list of header names.' }).optional(),
  allowEmptySegments: flag.optional(),
  lenientContentTypes: flag.optional(),
  exposeProblem: z
    .union([z.literal(false).transform(() => []), z.array(z.enum(['type', 'title', 'status', 'detail', 'instance']))], {
      error: 'Expected a list of `type`, `title`, `status`, `detail` and `instance`.',
    })
    .optional(),
  deadlineHeader: z
    .union([flag, headerName], { error: 'Expected `true`, `false`, or the name of a header.' })
    .optional(),
  http2: flag.optional(),
});

/** The shape of overlap.yaml, and of the library's `settings` option. */
export const settingsSchema = z.strictObject({
  mode: z.enum(['development', 'production'], { error: 'Expected `development` or `production`.' }).optional(),
  server: z
    .strictObject({
      host: text.optional(),
      port: port.optional(),
      path: text
        .regex(/^\/[\w./~-]*$/, { error: 'Expected a path that begins with `/`.' })
        .refine((path) => !OWN_PATHS.test(path), { error: 'Overlap has pages of its own there.' })
        .optional(),
      admin: z.strictObject({ host: text.optional(), port: port.optional() }).optional(),
      maxBodyBytes: size.optional(),
      reusePort: flag.optional(),
    })
    .optional(),
  deadline: duration.optional(),
  limits: z
    .strictObject({
      tokens: amount.optional(),
      depth: amount.optional(),
      aliases: amount.optional(),
      rootFields: amount.optional(),
      cost: amount.optional(),
    })
    .optional(),
  http: z
    .strictObject({
      partialStatus: z
        .union([z.literal(200), z.literal(294), z.enum(['200', '294'])], { error: 'Expected `200` or `294`.' })
        .transform((value): 200 | 294 => (Number(value) === 294 ? 294 : 200))
        .optional(),
    })
    .optional(),
  onError: z.enum(['PROPAGATE', 'NULL', 'HALT'], { error: 'Expected `PROPAGATE`, `NULL` or `HALT`.' }).optional(),
  cors: z
    .strictObject({
      origins: z
        .array(
          z.string().refine(isOrigin, { error: 'Expected an origin such as `https://app.example.com`, or `*`.' }),
          {
            error: 'Expected a list of origins.',
          },
        )
        .optional(),
    })
    .optional(),
  resolvers: text.optional(),
  $config: jsonObject.optional(),
  $context: jsonObject.optional(),
  maxRequestsPerOperation: amount.optional(),
  sources: z.record(z.string(), source, { error: 'Expected a mapping of source names to their settings.' }).optional(),
});

/** Settings as people write them: `{ deadline: '2s', sources: { orders: { timeout: { attempt: '500ms' } } } }`. */
export type SettingsInput = z.input<typeof settingsSchema>;

/** The same, checked, with units resolved and nothing filled in. */
export type CheckedSettings = z.output<typeof settingsSchema>;

function refuse(context: z.RefinementCtx, message: string): never {
  context.addIssue({ code: 'custom', message });
  return z.NEVER;
}

function isHttpUrl(value: string): boolean {
  return /^https?:\/\//i.test(value) && URL.canParse(value);
}

function isOrigin(value: string): boolean {
  return value === '*' || (URL.canParse(value) && new URL(value).origin === value);
}

function isJson(value: unknown): boolean {
  switch (typeof value) {
    case 'string':
    case 'boolean':
    case 'bigint':
      return true;
    case 'number':
      return Number.isFinite(value);
    case 'object':
      return value === null || (Array.isArray(value) ? value : Object.values(value)).every(isJson);
    default:
      return false;
  }
}
