import type { ClientHeaders } from './client-headers.ts';
import { encodeHeader } from './header-text.ts';
import { type HeaderLines, isForwardable } from './request-headers.ts';

/** One change to the headers of a request; names in lower case. */
export type HeaderRule =
  | { readonly kind: 'propagate'; readonly named: string; readonly as: string; readonly default?: string }
  | { readonly kind: 'propagate matching'; readonly pattern: RegExp }
  | { readonly kind: 'insert'; readonly name: string; readonly value: string }
  | { readonly kind: 'remove'; readonly named: string }
  | { readonly kind: 'remove matching'; readonly pattern: RegExp };

/**
 * The headers of a request after the rules, which apply in their order and override what the schema sets. A header that
 * the client did not send and that has no default stays as the schema has it. No pattern passes on `except`: what the
 * client says to Overlap itself, under a name of the settings. Pure.
 */
export function applyHeaderRules(
  lines: HeaderLines,
  rules: readonly HeaderRule[],
  client: ClientHeaders,
  except?: string,
): HeaderLines {
  return rules.reduce((before, rule) => applyRule(before, rule, client, except), lines);
}

function applyRule(
  lines: HeaderLines,
  rule: HeaderRule,
  client: ClientHeaders,
  except: string | undefined,
): HeaderLines {
  switch (rule.kind) {
    case 'propagate': {
      const sent = client.get(rule.named)?.filter(isForwardable) ?? [];
      if (sent.length > 0) return replace(lines, rule.as, sent);
      return rule.default === undefined ? lines : replace(lines, rule.as, [encodeHeader(rule.default)]);
    }
    case 'propagate matching': {
      const names = [...client.keys()].filter(
        (name) => !NEVER_BY_PATTERN.has(name) && name !== except && rule.pattern.test(name),
      );
      return names.reduce(
        (before, name) => replace(before, name, client.get(name)?.filter(isForwardable) ?? []),
        lines,
      );
    }
    case 'insert':
      return replace(lines, rule.name, [encodeHeader(rule.value)]);
    case 'remove':
      return lines.filter(([name]) => name !== rule.named);
    case 'remove matching':
      return lines.filter(([name]) => !rule.pattern.test(name));
  }
}

function replace(lines: HeaderLines, name: string, values: readonly string[]): HeaderLines {
  return [...lines.filter(([other]) => other !== name), ...values.map((value) => [name, value] as const)];
}

/**
 * What a pattern never passes on: what belongs to one connection (RFC 9110 §7.6.1) or describes the client's own body,
 * and what the client says to Overlap itself under names that never change.
 */
const NEVER_BY_PATTERN: ReadonlySet<string> = new Set([
  'accept',
  'accept-encoding',
  'connection',
  'content-encoding',
  'content-length',
  'content-type',
  'expect',
  'host',
  'keep-alive',
  'overlap-deadline-ms',
  'overlap-trace',
  'overlap-trace-secret',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);
