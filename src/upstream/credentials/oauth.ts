import { failed } from '../../json/outcome.ts';
import type { Clock } from '../../time/clock.ts';
import { awaiting } from '../awaiting.ts';
import type { Policy, Send } from '../call.ts';
import { requestTarget } from '../request-target.ts';
import { isSafe } from '../safe-method.ts';
import { sendInstead } from '../send-instead.ts';
import type { UpstreamRequest } from '../upstream.ts';
import { createTokenEndpoint, type OauthOptions } from './token-endpoint.ts';
import { createTokenKeeper } from './token-keeper.ts';

/**
 * Lets the source's own access token stand in for whatever `Authorization` a call brings; on calls to its origin alone. When
 * the upstream refuses the token (401), a new one is fetched, and a safe call tries once more with it. The token server is
 * reached through `sendToTokenServer`, which knows no other origin either.
 */
export function createOauth(options: OauthOptions, origin: string, sendToTokenServer: Send, clock: Clock): Policy {
  const tokens = createTokenKeeper(createTokenEndpoint(options, sendToTokenServer, clock), clock);
  const ownOrigin = new URL(origin).origin;

  return awaiting((send) => async (call) => {
    const { request } = call;
    if (requestTarget(request.url, ownOrigin) === undefined) return send(call);
    const token = await tokens.current(call);
    if (!token.ok) {
      call.observe?.({ kind: 'failed', failure: token.failure, atMs: clock.now() });
      return token;
    }
    if (call.stopped !== undefined) return failed(call.stopped);
    const outcome = await sendInstead(call, withToken(request, token.value.value), send);
    if (!outcome.ok || outcome.value.status !== 401) return outcome;
    tokens.refuse(token.value);
    if (!isSafe(request.method) || call.stopped !== undefined) return outcome;
    const other = await tokens.current(call);
    if (call.stopped !== undefined) return failed(call.stopped);
    if (!other.ok || other.value === token.value) return outcome;
    return sendInstead(call, withToken(request, other.value.value), send);
  });
}

function withToken(request: UpstreamRequest, token: string): UpstreamRequest {
  const headers = request.headers.filter(([name]) => name !== 'authorization');
  return { ...request, headers: [...headers, ['authorization', `Bearer ${token}`]] };
}
