import { failed } from '../../json/outcome.ts';
import { awaiting } from '../awaiting.ts';
import type { Policy } from '../call.ts';
import { isSafe } from '../safe-method.ts';
import { sendInstead } from '../send-instead.ts';
import type { UpstreamRequest, UpstreamResponse } from '../upstream.ts';

/** More is a circle or a maze (RFC 9110 §15.4 asks for a limit). */
const MAX_REDIRECTS = 5;

/**
 * Goes where an answer points, as long as that is the same scheme, host and port: nobody else is asked, and nobody else
 * sees credentials. Only safe calls: whether an unsafe one may be made again elsewhere is not ours to know. A redirect that
 * is not followed is the answer. Each step is a call of its own to the layers below.
 */
export function createRedirects(origin: string): Policy {
  const own = new URL(origin).origin;
  return awaiting((send) => async (call) => {
    let outcome = await send(call);
    let { request } = call;
    if (!isSafe(request.method)) return outcome;
    for (let steps = 0; steps < MAX_REDIRECTS && outcome.ok; steps += 1) {
      const next = redirected(request, outcome.value, own);
      if (next === undefined) break;
      if (call.stopped !== undefined) return failed(call.stopped);
      request = next;
      outcome = await sendInstead(call, request, send);
    }
    return outcome;
  });
}

/** The request that an answer asks for (RFC 9110 §15.4); `undefined` when it asks for none, or for one to another origin. Pure. */
export function redirected(
  request: UpstreamRequest,
  { status, headers }: UpstreamResponse,
  origin: string,
): UpstreamRequest | undefined {
  if (!REDIRECTS.has(status)) return undefined;
  const [location, ...others] = headers.get('location') ?? [];
  if (location === undefined || others.length > 0) return undefined;
  const target = URL.parse(location, request.url);
  if (target?.origin !== origin) return undefined;
  // Without what a URL may hold besides: a fragment is the client's own, and credentials in it are nobody's.
  const url = target.origin + target.pathname + target.search;
  return status === 303 ? { ...seeOther(request), url } : { ...request, url };
}

/** 300 offers a choice, 304 answers a condition. */
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** The answer to the call is to be read there (§15.4.4): without the content that asked for it. */
function seeOther({ body: _asked, ...request }: UpstreamRequest): UpstreamRequest {
  const headers = request.headers.filter(([name]) => !name.startsWith('content-'));
  return { ...request, method: request.method === 'HEAD' ? 'HEAD' : 'GET', headers };
}
