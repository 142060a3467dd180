import { isObject } from '../../json/json.ts';
import { failed, type Outcome, success } from '../../json/outcome.ts';
import { parseJson } from '../../json/parse-json.ts';
import type { Clock } from '../../time/clock.ts';
import { awaited } from '../awaiting.ts';
import { Call, type Send } from '../call.ts';
import type { UpstreamRequest, UpstreamResponse } from '../upstream.ts';
import type { UpstreamFailure } from '../upstream-error.ts';
import { type Token, tokenOf } from './token.ts';

/** The client credentials grant of one source (RFC 6749 §4.4). */
export interface OauthOptions {
  readonly tokenUrl: string;
  readonly clientId: string;
  /** Confidential. */
  readonly clientSecret: string;
  /** Where the client's identity stands: in an `Authorization: Basic` header, or in the body (RFC 6749 §2.3.1). */
  readonly clientAuthentication: 'header' | 'body';
  readonly scope?: string;
  /** Other parameters of the request, such as `audience` or `resource`. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Fetching a token, from beginning to end. */
  readonly timeoutMs: number;
}

export type TokenOutcome = Outcome<Token, UpstreamFailure>;

/** Fetches one token over its own connections. Neither secret nor token is ever part of a failure. */
export function createTokenEndpoint(options: OauthOptions, send: Send, clock: Clock): () => Promise<TokenOutcome> {
  const request = tokenRequest(options);
  const sendAndWait = awaited(send);
  return async () => {
    const sentAtMs = clock.now();
    const call = new Call(request, { atMs: sentAtMs + options.timeoutMs });
    const timer = clock.after(options.timeoutMs, () => call.stop(TOO_SLOW));
    try {
      const outcome = await sendAndWait(call);
      if (!outcome.ok) return failed(unavailable(outcome.failure === TOO_SLOW ? 'TIMEOUT' : 'UNREACHABLE'));
      if (outcome.value.status !== 200) return failed(unavailable('REFUSED'));
      const token = readToken(outcome.value, sentAtMs);
      return token === undefined ? failed(unavailable('UNREADABLE')) : success(token);
    } finally {
      timer[Symbol.dispose]();
    }
  };
}

const TOO_SLOW: UpstreamFailure = { kind: 'deadline' };

/** To those who call the upstream a missing token is a way of not reaching it. */
function unavailable(why: 'TIMEOUT' | 'UNREACHABLE' | 'REFUSED' | 'UNREADABLE'): UpstreamFailure {
  return { kind: 'connection', code: `ERR_TOKEN_${why}` };
}

function tokenRequest(options: OauthOptions): UpstreamRequest {
  const { tokenUrl, clientId, clientSecret, clientAuthentication, scope, parameters } = options;
  const form = new URLSearchParams({ ...parameters, grant_type: 'client_credentials' });
  if (scope !== undefined) form.set('scope', scope);
  const headers: [string, string][] = [
    ['accept', 'application/json'],
    ['content-type', 'application/x-www-form-urlencoded'],
  ];
  if (clientAuthentication === 'header') {
    const identity = `${formEncode(clientId)}:${formEncode(clientSecret)}`;
    headers.push(['authorization', `Basic ${Buffer.from(identity).toString('base64')}`]);
  } else {
    form.set('client_id', clientId);
    form.set('client_secret', clientSecret);
  }
  return { method: 'POST', url: tokenUrl, headers, body: form.toString() };
}

/** RFC 6749 §2.3.1 wants both parts form-encoded before they are joined. */
function formEncode(text: string): string {
  return new URLSearchParams([['', text]]).toString().slice(1);
}

/** A bearer token of a successful answer (RFC 6749 §5.1); other types would need other headers. */
function readToken({ body }: UpstreamResponse, sentAtMs: number): Token | undefined {
  const parsed = parseJson(Buffer.from(body).toString());
  if (!parsed.ok || !isObject(parsed.value)) return undefined;
  const { access_token: value, token_type: type, expires_in: lifetime } = parsed.value;
  if (typeof value !== 'string' || !BEARER_TOKEN.test(value)) return undefined;
  if (type !== undefined && (typeof type !== 'string' || type.toLowerCase() !== 'bearer')) return undefined;
  const seconds = lifetime === undefined || lifetime === null ? undefined : Number(lifetime); // some send it as a text
  if (seconds !== undefined && !(seconds > 0)) return undefined;
  return tokenOf(value, seconds === undefined ? undefined : seconds * 1000, sentAtMs);
}

/** What may stand in a header (RFC 6750 §2.1, generously). */
const BEARER_TOKEN = /^[\x21-\x7e]+$/;
