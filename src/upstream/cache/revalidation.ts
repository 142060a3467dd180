import type { UpstreamRequest, UpstreamResponse } from '../upstream.ts';

/** The same request, asking only for news (RFC 9110 §13.1). Pure. */
export function conditionalRequest(request: UpstreamRequest, kept: UpstreamResponse): UpstreamRequest {
  const conditions: (readonly [string, string])[] = [];
  const etag = kept.headers.get('etag')?.[0];
  const lastModified = kept.headers.get('last-modified')?.[0];
  if (etag !== undefined) conditions.push(['if-none-match', etag]);
  if (lastModified !== undefined) conditions.push(['if-modified-since', lastModified]);
  return { ...request, headers: [...request.headers, ...conditions] };
}

/** Whether a 304 speaks of the kept answer: it names no other validator (RFC 9111 §4.3.4). Pure. */
export function confirms(notModified: UpstreamResponse, kept: UpstreamResponse): boolean {
  const [said, known] = [notModified, kept].map(({ headers }) => headers.get('etag')?.[0]);
  return said === undefined || (known !== undefined && opaque(said) === opaque(known));
}

/** The kept answer with the headers of the 304 that confirms it; those about the body stay (RFC 9111 §3.2). Pure. */
export function refresh(kept: UpstreamResponse, notModified: UpstreamResponse): UpstreamResponse {
  const headers = new Map(kept.headers);
  headers.delete('age'); // it told the age of the former answer
  for (const [name, lines] of notModified.headers) if (!ABOUT_BODY.has(name)) headers.set(name, lines);
  return { ...kept, headers };
}

/** An answer without what belonged to the connection it came on (RFC 9110 §7.6.1). Pure. */
export function withoutHopByHop(response: UpstreamResponse): UpstreamResponse {
  const connection = response.headers.get('connection')?.join(',').toLowerCase();
  const named = connection?.split(/[\s,]+/);
  const headers = new Map<string, readonly string[]>();
  response.headers.forEach((lines, name) => {
    if (!HOP_BY_HOP.has(name) && named?.includes(name) !== true) headers.set(name, lines);
  });
  return { ...response, headers };
}

function opaque(etag: string): string {
  return etag.trim().replace(/^W\//, '');
}

const ABOUT_BODY: ReadonlySet<string> = new Set([
  'content-encoding',
  'content-length',
  'content-range',
  'content-type',
  'transfer-encoding',
]);

const HOP_BY_HOP: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authentication-info',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);
