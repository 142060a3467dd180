import { z } from 'zod';
import type { HeaderRule } from './settings.ts';
import { headerName, refuse, text } from './value-schemas.ts';

/*
 * `headers` of a source: changes to the headers of its requests, in order. A rule has one member, so that each
 * fault can be told where it lies.
 */

/** These frame the message or belong to one connection (RFC 9110 §7.6.1); they are the transport's business. */
const UNSETTABLE: ReadonlySet<string> = new Set([
  'accept-encoding',
  'connection',
  'content-encoding',
  'content-length',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

const settableName = headerName.refine((name) => !UNSETTABLE.has(name), {
  error: 'This header belongs to the connection; it cannot be set.',
});

const headerValue = z
  .union([z.string(), z.number(), z.boolean()], { error: 'Expected a text.' })
  .transform(String)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what a header must not hold
  .refine((value) => !/[\u0000-\u0008\u000a-\u001f\u007f]/.test(value), {
    error: 'A header holds no control characters.',
  });

const pattern = text.transform((written, context) => {
  const [, ignoresCase, source = ''] = /^(\(\?i\))?([\s\S]*)$/.exec(written) ?? [];
  try {
    return new RegExp(source, ignoresCase === undefined ? 'u' : 'iu');
  } catch {
    return refuse(context, 'Expected a regular expression.');
  }
});

const EITHER_NAME = 'Write one of `named` and `matching`.';

const propagate = z
  .strictObject({
    named: headerName.optional(),
    matching: pattern.optional(),
    rename: settableName.optional(),
    default: headerValue.optional(),
  })
  .transform((rule, context): HeaderRule => {
    const { named, matching, rename, default: otherwise } = rule;
    if (matching !== undefined && named === undefined) {
      if (rename !== undefined || otherwise !== undefined)
        return refuse(context, '`rename` and `default` go with `named` only.');
      return { kind: 'propagate matching', pattern: matching };
    }
    if (named === undefined || matching !== undefined) return refuse(context, EITHER_NAME);
    const target = rename ?? named;
    if (UNSETTABLE.has(target) || target === 'host')
      return refuse(context, `\`${target}\` belongs to the connection; it cannot be passed on.`);
    return { kind: 'propagate', named, as: target, ...(otherwise !== undefined && { default: otherwise }) };
  });

const insert = z
  .strictObject({ name: settableName, value: headerValue })
  .transform((rule): HeaderRule => ({ kind: 'insert', ...rule }));

const remove = z
  .strictObject({ named: headerName.optional(), matching: pattern.optional() })
  .transform(({ named, matching }, context): HeaderRule => {
    if (named !== undefined && matching === undefined) return { kind: 'remove', named };
    if (matching !== undefined && named === undefined) return { kind: 'remove matching', pattern: matching };
    return refuse(context, EITHER_NAME);
  });

export const headerRules = z.array(
  z
    .strictObject({ propagate: propagate.optional(), insert: insert.optional(), remove: remove.optional() })
    .transform((rule, context): HeaderRule => {
      const [only, ...others] = [rule.propagate, rule.insert, rule.remove].filter((one) => one !== undefined);
      if (only !== undefined && others.length === 0) return only;
      return refuse(context, 'Write one of `propagate`, `insert` and `remove`.');
    }),
  { error: 'Expected a list of rules.' },
);
