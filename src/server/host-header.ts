import { readClientHeaders } from '../execution/client-headers.ts';

// RFC 3986 §3.2.2 and §3.2.3: an IP literal or a registered name, then perhaps a port.
const HOST = /^(?:\[[0-9A-Fa-f:.]+\]|(?:[A-Za-z0-9\-._~!$&'()*+,;=]|%[0-9A-Fa-f]{2})*)(?::\d{0,5})?$/;

/** Whether a request names its host as HTTP demands: exactly once, and well-formed (RFC 9112 §3.2). Pure. */
export function hasProperHost(rawHeaders: readonly string[], httpVersion: string): boolean {
  const lines = readClientHeaders(rawHeaders).get('host') ?? [];
  const [host] = lines;
  if (host === undefined) return httpVersion === '1.0';
  return lines.length === 1 && HOST.test(host);
}
