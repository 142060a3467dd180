import type { Call } from './call.ts';
import { OWN_HEADERS } from './own-headers.ts';
import type { UpstreamRequest } from './upstream.ts';

/** {@link keyOfRequest} of the call's request, made once for all who compare calls. */
export function keyOfCall(call: Call): string {
  call.key ??= keyOfRequest(call.request);
  return call.key;
}

/**
 * A text that is equal for two requests only if all that can change an answer is: method, URL, body, and every header but
 * our own. Lengths keep one part from passing for two. It holds credentials. Pure.
 */
export function keyOfRequest({ method, url, headers, body }: UpstreamRequest): string {
  let key = `${method} ${url.length}:${url}`;
  for (const [name, value] of headers) {
    if (!OWN_HEADERS.has(name)) key += `\n${name.length}:${name}${value.length}:${value}`;
  }
  return body === undefined ? key : `${key}\n\n${body}`;
}
