import { z } from 'zod';
import type { Json } from '../json/json.ts';
import { adaptive, cache, hedge, oauth, redirects, store } from './call-policies-schema.ts';
import { headerRules } from './header-rules-schema.ts';
import type { QuotaSettings } from './settings.ts';
import { amount, duration, flag, headerName, port, ratio, refuse, size, text, whole } from './value-schemas.ts';

/* What may stand in overlap.yaml. Defaults are not applied here. */

const OWN_PATHS = /^\/(?:sandbox|metrics|health(?:\/.*)?)$/;

const json: z.ZodType<Json, Json> = z.custom<Json>(isJson, { error: 'Expected a JSON value.' });
const jsonObject = z.record(z.string(), json, { error: 'Expected a mapping of names to values.' });

// `retry: false` is short for `retry: { enabled: false }`, and so on.
const EITHER = { error: 'Expected `true`, `false`, or a mapping of names to values.' };

const retry = z.strictObject({
  enabled: flag.optional(),
  idempotent: flag.optional(),
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

const anySource = z.strictObject({
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
  cache: cache.optional(),
  hedge: hedge.optional(),
  adaptive: adaptive.optional(),
  redirects: redirects.optional(),
  rateLimit: z
    .union([z.literal(false), z.strictObject({ perSecond: z.number().positive(), burst: amount.optional() })], {
      error: 'Expected `false`, or `perSecond` and `burst`.',
    })
    .optional(),
  forwardHeaders: z.array(headerName, { error: 'Expected a list of header names.' }).optional(),
  headers: headerRules.optional(),
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

const source = anySource.extend({
  oauth: oauth.optional(),
  baseURL: z
    .string({ error: 'Expected a URL.' })
    .refine(isHttpUrl, { error: 'Expected an absolute http: or https: URL.' })
    .optional(),
});

const overload = z.strictObject({
  enabled: flag.optional(),
  concurrency: amount.optional(),
  delay: duration.optional(),
});

const live = z.strictObject({
  maxStreams: amount.optional(),
  maxStreamsPerConnection: amount.optional(),
  maxOperations: amount.optional(),
  heartbeat: duration.optional(),
  connectionHeaders: z.array(headerName, { error: 'Expected a list of header names.' }).optional(),
});

const documents = z.strictObject({
  manifest: text,
  mode: z.enum(['off', 'log', 'only'], { error: 'Expected `off`, `log` or `only`.' }).optional(),
});

const BY = 'Expected `ip` or `header:NAME`.';

const quota = z.strictObject({
  perSecond: z.number({ error: 'Expected a number.' }).positive({ error: 'Expected a number above 0.' }),
  burst: amount.optional(),
  by: z
    .string({ error: BY })
    .transform((written, context): QuotaSettings['by'] => {
      if (written === 'ip') return { kind: 'ip' };
      const name = headerName.safeParse(written.startsWith('header:') ? written.slice('header:'.length) : '');
      return name.success ? { kind: 'header', name: name.data } : refuse(context, BY);
    })
    .optional(),
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
  introspection: flag.optional(),
  deadline: duration.optional(),
  deferDeadline: duration.optional(),
  deadlineRequestHeader: headerName.optional(),
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
      compression: flag.optional(),
    })
    .optional(),
  // Without quotes, YAML reads NULL as its null.
  onError: z
    .union([z.enum(['PROPAGATE', 'NULL', 'HALT']), z.null().transform(() => 'NULL' as const)], {
      error: 'Expected `PROPAGATE`, `NULL` or `HALT`.',
    })
    .optional(),
  strictTypes: flag.optional(),
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
  trace: z
    .strictObject({ secret: text.min(16, { error: 'A secret has 16 characters at least.' }).optional() })
    .optional(),
  log: z
    .strictObject({
      level: z
        .enum(['error', 'warn', 'info', 'debug'], { error: 'Expected `error`, `warn`, `info` or `debug`.' })
        .optional(),
    })
    .optional(),
  serverTiming: z
    .union([z.literal(false).transform(() => 'off' as const), z.enum(['off', 'opaque', 'named'])], {
      error: 'Expected `off`, `opaque` or `named`.',
    })
    .optional(),
  overload: z
    .union([flag.transform((enabled): z.output<typeof overload> => ({ enabled })), overload], EITHER)
    .optional(),
  live: live.optional(),
  quota: z
    .union([z.literal(false), quota], { error: 'Expected `false`, or `perSecond`, `burst` and `by`.' })
    .optional(),
  resolvers: text.optional(),
  documents: documents.optional(),
  store: store.optional(),
  $config: jsonObject.optional(),
  $context: jsonObject.optional(),
  maxRequestsPerOperation: amount.optional(),
  sourceDefaults: anySource.optional(),
  sources: z.record(z.string(), source, { error: 'Expected a mapping of source names to their settings.' }).optional(),
});

/** Settings as people write them: `{ deadline: '2s', sources: { orders: { timeout: { attempt: '500ms' } } } }`. */
export type SettingsInput = z.input<typeof settingsSchema>;

/** The same, checked, with units resolved and nothing filled in. */
export type CheckedSettings = z.output<typeof settingsSchema>;

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
