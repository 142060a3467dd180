import { OWN_HEADERS } from '../upstream/own-headers.ts';
import type { UpstreamRequest } from '../upstream/upstream.ts';
import type { ClientHeaders } from './client-headers.ts';
import { applyHeaderRules } from './header-rules.ts';
import type { SourceRuntime } from './runtime.ts';

/**
 * A request as the settings of its source have it: with the client's headers that are passed on where the schema says
 * nothing of them, then changed by the header rules. Pure.
 */
export function withSettingsHeaders(
  request: UpstreamRequest,
  { forwardHeaders, headerRules }: Pick<SourceRuntime, 'forwardHeaders' | 'headerRules'>,
  client: ClientHeaders,
  deadlineRequestHeader?: string,
): UpstreamRequest {
  if (forwardHeaders.length === 0 && headerRules.length === 0) return request;
  const set = new Set(request.headers.map(([name]) => name));
  const forwarded = forwardHeaders
    .filter((name) => !set.has(name))
    .flatMap((name) => (client.get(name) ?? []).map((value) => [name, value] as const));
  const lines = [...request.headers, ...forwarded];
  return { ...request, headers: applyHeaderRules(lines, headerRules, client, deadlineRequestHeader) };
}

/** A request with lines for whoever looks on; of all that are offered, those that change no answer. Pure. */
export function withOwnHeaders(request: UpstreamRequest, added: UpstreamRequest['headers']): UpstreamRequest {
  const own = added.filter(([name]) => OWN_HEADERS.has(name));
  const replaced = new Set(own.map(([name]) => name));
  return { ...request, headers: [...request.headers.filter(([name]) => !replaced.has(name)), ...own] };
}
