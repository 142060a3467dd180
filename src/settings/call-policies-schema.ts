import { z } from 'zod';
import type { HedgeSettings } from './settings.ts';
import { duration, flag, ratio, refuse, size, text, whole } from './value-schemas.ts';

/* Policies of a source that are more than a number: what may be kept, asked twice, or signed; and where a fleet meets. */

const EITHER = { error: 'Expected `true`, `false`, or a mapping of names to values.' };

const lengthOrOff = z.union([z.literal(false), duration], { error: 'Expected `false`, or a duration such as `5m`.' });

const cacheMembers = z.strictObject({
  enabled: flag.optional(),
  maxBytes: size.optional(),
  staleIfError: lengthOrOff.optional(),
  staleWhileRevalidate: lengthOrOff.optional(),
});

export const cache = z.union(
  [flag.transform((enabled): z.output<typeof cacheMembers> => ({ enabled })), cacheMembers],
  EITHER,
);

const AFTER = 'Expected a percentile such as `p95`, or a duration such as `50ms`.';

const hedgeMembers = z.strictObject({
  after: z
    .string({ error: AFTER })
    .transform((written, context): HedgeSettings['after'] => {
      const percent = /^p(\d{1,2}(?:\.\d+)?)$/.exec(written)?.[1];
      if (percent !== undefined && Number(percent) > 0) return { kind: 'percentile', ratio: Number(percent) / 100 };
      const delay = duration.safeParse(written);
      return delay.success ? { kind: 'delay', ms: delay.data } : refuse(context, AFTER);
    })
    .optional(),
  budget: ratio('a share').optional(),
  idempotent: flag.optional(),
});

export const hedge = z.union(
  [
    z.literal(false),
    z.literal('false').transform(() => false as const),
    z.union([z.literal(true), z.literal('true')]).transform((): z.output<typeof hedgeMembers> => ({})),
    hedgeMembers,
  ],
  EITHER,
);

const adaptiveMembers = z.strictObject({ min: whole(1, 65_535, 'an amount').optional() });

export const adaptive = z.union(
  [
    z.literal(false),
    z.literal('false').transform(() => false as const),
    z.union([z.literal(true), z.literal('true')]).transform((): z.output<typeof adaptiveMembers> => ({})),
    adaptiveMembers,
  ],
  EITHER,
);

export const oauth = z.union(
  [
    z.literal(false),
    z.strictObject({
      tokenUrl: z
        .string({ error: 'Expected a URL.' })
        .refine(keepsSecrets, { error: 'Expected an https: URL; http: only on this machine: a secret is sent there.' }),
      clientId: text,
      clientSecret: text,
      authentication: z.enum(['header', 'body'], { error: 'Expected `header` or `body`.' }).optional(),
      scope: text.optional(),
      parameters: z.record(z.string(), z.string({ error: 'Expected a text.' })).optional(),
      timeout: duration.optional(),
    }),
  ],
  { error: 'Expected `false`, or `tokenUrl`, `clientId` and `clientSecret`.' },
);

export const redirects = z.enum(['refuse', 'sameOrigin'], { error: 'Expected `refuse` or `sameOrigin`.' });

const VALKEY_URL = 'Expected a URL that begins with `redis:`, `rediss:`, `valkey:` or `valkeys:`.';

export const store = z.union(
  [
    z.literal('memory'),
    z.strictObject({
      valkey: z
        .string({ error: VALKEY_URL })
        .refine((url) => /^(?:redis|valkey)s?:\/\/./.test(url) && URL.canParse(url), { error: VALKEY_URL }),
    }),
  ],
  { error: 'Expected `memory`, or `valkey` and its URL.' },
);

/** Whether a secret sent there stays between the two (RFC 6749 §3.2 asks for TLS). */
function keepsSecrets(text: string): boolean {
  const url = URL.parse(text);
  if (url?.protocol === 'https:') return true;
  return url?.protocol === 'http:' && /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(url.hostname);
}
