import type { IncomingHttpHeaders } from 'node:http';
import { EVENT_STREAM, MULTIPART, type StreamFraming } from './stream-framing.ts';

/** How a client wants a subscription, by its `Accept` (RFC 9110 §12.5.1); undefined: not as a stream. Pure. */
export function framingFor(accept: string | undefined): StreamFraming | undefined {
  if (accept === undefined || accept.length > MAX_HEADER) return undefined;
  // Whoever names the specification of subscriptions can read it; an event stream is named by clients of all kinds.
  if (/(?:^|,)\s*multipart\/mixed\s*;[^,]*subscriptionspec\s*=\s*"?1\.0"?\s*(?:[;,]|$)/i.test(accept)) return MULTIPART;
  return /(?:^|,)\s*text\/event-stream\s*(?:[;,]|$)/i.test(accept) ? EVENT_STREAM : undefined;
}

/** Longer ones are nobody's. */
const MAX_HEADER = 4_096;

/**
 * Whether a GET cannot come from a foreign page without the browser having asked us first: a page may make `EventSource`
 * send its reader's cookies here, but no header of these names. The same rule that Apollo Server has for queries.
 */
export function isPreflighted(headers: IncomingHttpHeaders): boolean {
  const { 'content-type': contentType } = headers;
  if (contentType !== undefined && !SIMPLE_TYPES.has(contentType.split(';', 1)[0]?.trim().toLowerCase() ?? ''))
    return true;
  return PREFLIGHT_HEADERS.some((name) => headers[name] !== undefined && headers[name] !== '');
}

/** What a form may send without being asked (Fetch standard, "CORS-safelisted request-header"). */
const SIMPLE_TYPES: ReadonlySet<string> = new Set([
  '',
  'application/x-www-form-urlencoded',
  'multipart/form-data',
  'text/plain',
]);

const PREFLIGHT_HEADERS = ['x-apollo-operation-name', 'apollo-require-preflight'] as const;
