// RFC 3986 §3.2.2 and §3.2.3: an IP literal or a registered name, then perhaps a port.
const HOST = /^(?:\[[0-9A-Fa-f:.]+\]|(?:[A-Za-z0-9\-._~!$&'()*+,;=]|%[0-9A-Fa-f]{2})*)(?::\d{0,5})?$/;

/** Whether a request names its host as HTTP demands: exactly once, and well-formed (RFC 9112 §3.2). Pure. */
export function hasProperHost(rawHeaders: readonly string[], httpVersion: string): boolean {
  let host: string | undefined;
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] ?? '';
    if (name.length !== 4 || name.toLowerCase() !== 'host') continue;
    if (host !== undefined) return false;
    host = rawHeaders[at + 1] ?? '';
  }
  return host === undefined ? httpVersion === '1.0' : HOST.test(host);
}
