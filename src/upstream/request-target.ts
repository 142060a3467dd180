/**
 * The part of an absolute URL that goes into the request line (RFC 9112 §3.2.1): path and query.
 * `undefined` when the URL leads to another origin than this, whatever it looks like.
 */
export function requestTarget(url: string, origin: string): string | undefined {
  if (url.startsWith(origin)) {
    const next = url[origin.length];
    if (next === '/' || next === undefined) return withoutFragment(url.slice(origin.length) || '/');
  }
  const parsed = URL.parse(url);
  return parsed?.origin === origin ? parsed.pathname + parsed.search : undefined;
}

function withoutFragment(target: string): string {
  const hash = target.indexOf('#');
  return hash === -1 ? target : target.slice(0, hash);
}
