import { describe, expect, test } from 'vitest';
import { awaited } from '../../../src/upstream/awaiting.ts';
import { Call } from '../../../src/upstream/call.ts';
import { createOauth } from '../../../src/upstream/credentials/oauth.ts';
import { tokenNeed, tokenOf } from '../../../src/upstream/credentials/token.ts';
import type { OauthOptions } from '../../../src/upstream/credentials/token-endpoint.ts';
import type { UpstreamOutcome, UpstreamRequest } from '../../../src/upstream/upstream.ts';
import { createFakeClock } from '../../harness/fake-clock.ts';
import { createFakeTransport, failureOf, responseOf } from '../../harness/fake-transport.ts';
import { requestTo, testCaller } from '../../harness/upstream-call.ts';

const SECOND = 1_000;
const SECRET = 'p:ä&= %';

const OPTIONS: OauthOptions = {
  tokenUrl: 'https://login.example/token?x=1',
  clientId: 'my client',
  clientSecret: SECRET,
  clientAuthentication: 'header',
  scope: 'read write',
  parameters: { audience: 'https://api' },
  timeoutMs: 2 * SECOND,
};

type Rule = (call: Call, index: number) => UpstreamOutcome | undefined;

/** A token server that gives `token-0`, `token-1`, … */
const numbered =
  (expiresIn: unknown = 3600): Rule =>
  (_, index) =>
    tokenAnswer({ access_token: `token-${index}`, token_type: 'Bearer', expires_in: expiresIn });

function tokenAnswer(body: unknown, status = 200): UpstreamOutcome {
  return responseOf(status, {}, typeof body === 'string' ? body : JSON.stringify(body));
}

/** An upstream behind OAuth; both sides answer by a rule. */
function secured(
  world: { readonly tokens?: Rule; readonly upstream?: Rule; readonly options?: Partial<OauthOptions> } = {},
) {
  const clock = createFakeClock();
  const tokenServer = createFakeTransport(world.tokens ?? numbered());
  const upstream = createFakeTransport(world.upstream ?? (() => responseOf()));
  const send = awaited(
    createOauth({ ...OPTIONS, ...world.options }, 'http://stub', tokenServer.send, clock)(upstream.send),
  );
  const caller = testCaller({ clock, deadlineMs: 10_000_000 });
  const newCall = (request: Partial<UpstreamRequest> = {}) =>
    new Call(requestTo('http://stub', '/', request), caller.context.deadline, caller.context.observe);
  const ask = (request?: Partial<UpstreamRequest>) => send(newCall(request));
  const sentWith = () => upstream.exchanges.map(({ call }) => authorizationOf(call));
  return { clock, tokenServer, upstream, send, newCall, ask, sentWith, caller };
}

function authorizationOf({ request }: Call): string {
  return request.headers
    .filter(([name]) => name === 'authorization')
    .map(([, value]) => value)
    .join(' | ');
}

/** Refuses these tokens. */
const refusing =
  (...tokens: readonly string[]): Rule =>
  (call) =>
    responseOf(tokens.includes(authorizationOf(call).replace('Bearer ', '')) ? 401 : 200);

describe('a token', () => {
  test('is asked for as RFC 6749 says, once, and signs every call', async () => {
    const { tokenServer, ask, sentWith } = secured();
    await ask();
    await ask({ method: 'POST', body: '{}' });
    expect(sentWith()).toEqual(['Bearer token-0', 'Bearer token-0']);
    expect(tokenServer.exchanges).toHaveLength(1);
    const { method, url, headers, body } = tokenServer.exchanges[0]!.call.request;
    expect([method, url]).toEqual(['POST', OPTIONS.tokenUrl]);
    expect(Object.fromEntries(headers)).toEqual({
      accept: 'application/json',
      'content-type': 'application/x-www-form-urlencoded',
      authorization: `Basic ${Buffer.from('my+client:p%3A%C3%A4%26%3D+%25').toString('base64')}`,
    });
    expect(Object.fromEntries(new URLSearchParams(body))).toEqual({
      grant_type: 'client_credentials',
      scope: 'read write',
      audience: 'https://api',
    });
  });

  test('may be asked for with the client’s identity in the body', async () => {
    const { tokenServer, ask } = secured({ options: { clientAuthentication: 'body' } });
    await ask();
    const { headers, body } = tokenServer.exchanges[0]!.call.request;
    expect(headers.some(([name]) => name === 'authorization')).toBe(false);
    expect(Object.fromEntries(new URLSearchParams(body))).toMatchObject({
      client_id: 'my client',
      client_secret: SECRET,
    });
  });

  test('stands in for whatever authorization a call brings', async () => {
    const { ask, sentWith } = secured();
    await ask({ headers: [['authorization', 'Bearer of-the-client']] });
    expect(sentWith()).toEqual(['Bearer token-0']);
  });

  test.each(['http://stub.evil.example/', 'https://stub/', 'http://stub:81/', 'http://stub@evil.example/'])(
    'never goes to another origin: %s',
    async (url) => {
      const { tokenServer, ask, sentWith } = secured();
      await ask({ url });
      expect(sentWith()).toEqual(['']);
      expect(tokenServer.exchanges).toHaveLength(0);
    },
  );

  test('is fetched once for all who wait for it', async () => {
    const { clock, tokenServer, ask, sentWith } = secured({ tokens: () => undefined });
    const calls = Array.from({ length: 20 }, () => ask());
    await clock.advance(1);
    expect(tokenServer.exchanges).toHaveLength(1);
    tokenServer.exchanges[0]?.answer(tokenAnswer({ access_token: 'late', token_type: 'bearer' }));
    await Promise.all(calls);
    expect(sentWith()).toEqual(Array(20).fill('Bearer late'));
  });

  test('is renewed ahead of its end, by a call that does not wait for it', async () => {
    const rule: Rule = (call, index) => (index === 0 ? numbered(3600)(call, index) : undefined);
    const { clock, tokenServer, ask, sentWith } = secured({ tokens: rule });
    await ask();
    await clock.advance(3_539 * SECOND);
    await ask();
    expect(tokenServer.exchanges).toHaveLength(1);
    await clock.advance(SECOND);
    await Promise.all([ask(), ask(), ask()]);
    expect(tokenServer.exchanges).toHaveLength(2);
    tokenServer.exchanges[1]?.answer(tokenAnswer({ access_token: 'new', token_type: 'Bearer', expires_in: 3600 }));
    await clock.advance(1);
    await ask();
    expect(sentWith()).toEqual([...Array(5).fill('Bearer token-0'), 'Bearer new']);
  });

  test('is not used when its end is near: the call waits for a new one', async () => {
    const { clock, ask, sentWith } = secured();
    await ask();
    await clock.advance(3_595 * SECOND);
    await ask();
    expect(sentWith()).toEqual(['Bearer token-0', 'Bearer token-1']);
  });

  test('goes on being used while it is good and its renewal fails', async () => {
    const rule: Rule = (call, index) => (index === 0 ? numbered()(call, index) : responseOf(503));
    const { clock, ask, sentWith } = secured({ tokens: rule });
    await ask();
    await clock.advance(3_550 * SECOND);
    await ask();
    await clock.advance(SECOND);
    expect((await ask()).ok).toBe(true);
    expect(sentWith()).toEqual(Array(3).fill('Bearer token-0'));
  });

  test('without a lifetime is used until it is refused', async () => {
    const { clock, tokenServer, ask } = secured({ tokens: numbered(null) });
    await ask();
    await clock.advance(1_000_000 * SECOND);
    await ask();
    expect(tokenServer.exchanges).toHaveLength(1);
  });
});

describe('a token that the upstream refuses', () => {
  test('is replaced, and a safe call tries once more', async () => {
    const { ask, sentWith } = secured({ upstream: refusing('token-0') });
    expect(await ask()).toMatchObject({ value: { status: 200 } });
    expect(sentWith()).toEqual(['Bearer token-0', 'Bearer token-1']);
  });

  test('is replaced once, however many calls it failed', async () => {
    const { tokenServer, ask } = secured({ upstream: refusing('token-0') });
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => ask()));
    for (const outcome of outcomes) expect(outcome).toMatchObject({ value: { status: 200 } });
    expect(tokenServer.exchanges).toHaveLength(2);
  });

  test('leaves an unsafe call as it is; the next call has the new one', async () => {
    const { clock, ask, sentWith } = secured({ upstream: refusing('token-0') });
    expect(await ask({ method: 'POST' })).toMatchObject({ value: { status: 401 } });
    await clock.advance(1);
    expect(await ask({ method: 'POST' })).toMatchObject({ value: { status: 200 } });
    expect(sentWith()).toEqual(['Bearer token-0', 'Bearer token-1']);
  });

  test('like all others, is not replaced for every call', async () => {
    const { clock, tokenServer, upstream, ask } = secured({ upstream: () => responseOf(401) });
    expect(await ask()).toMatchObject({ value: { status: 401 } });
    expect(upstream.exchanges).toHaveLength(2);
    for (let call = 0; call < 50; call += 1) expect(await ask()).toMatchObject({ value: { status: 401 } });
    expect(tokenServer.exchanges).toHaveLength(2);
    await clock.advance(10 * SECOND);
    await ask();
    expect(tokenServer.exchanges).toHaveLength(3);
  });

  test('gives its 401 when no other can be had', async () => {
    const rule: Rule = (call, index) => (index === 0 ? numbered()(call, index) : responseOf(500));
    const { ask } = secured({ tokens: rule, upstream: () => responseOf(401) });
    expect(await ask()).toMatchObject({ value: { status: 401 } });
  });
});

describe('a token server that gives none', () => {
  const REFUSED = 'ERR_TOKEN_REFUSED';
  const UNREADABLE = 'ERR_TOKEN_UNREADABLE';
  test.each<[string, UpstreamOutcome, string]>([
    ['is not there', failureOf({ kind: 'connection', code: 'ECONNREFUSED' }), 'ERR_TOKEN_UNREACHABLE'],
    ['refuses', tokenAnswer({ error: 'invalid_client' }, 401), REFUSED],
    ['redirects', responseOf(302, { location: 'http://evil.example' }), REFUSED],
    ['sends no JSON', tokenAnswer('<html>'), UNREADABLE],
    ['sends no token', tokenAnswer({ token_type: 'Bearer' }), UNREADABLE],
    ['sends another type', tokenAnswer({ access_token: 'x', token_type: 'mac' }), UNREADABLE],
    [
      'sends what no header can hold',
      tokenAnswer({ access_token: 'x\r\ncookie: y', token_type: 'Bearer' }),
      UNREADABLE,
    ],
    ['sends a dead one', tokenAnswer({ access_token: 'x', token_type: 'Bearer', expires_in: 0 }), UNREADABLE],
  ])('when it %s fails the call, which is not sent', async (_, answer, code) => {
    const { upstream, ask, caller } = secured({ tokens: () => answer });
    const failure = { kind: 'connection', code };
    expect(await ask()).toEqual({ ok: false, failure });
    expect(upstream.exchanges).toHaveLength(0);
    expect(caller.events.at(-1)).toMatchObject({ kind: 'failed', failure });
    expect(JSON.stringify(caller.events)).not.toContain('p:');
  });

  test('is left alone for a second', async () => {
    const { clock, tokenServer, ask } = secured({ tokens: () => responseOf(500) });
    await ask();
    await ask();
    expect(tokenServer.exchanges).toHaveLength(1);
    await clock.advance(SECOND);
    await ask();
    expect(tokenServer.exchanges).toHaveLength(2);
  });

  test('in time fails the call, and leaves no timer', async () => {
    const { clock, tokenServer, ask } = secured({ tokens: () => undefined });
    const asking = ask();
    await clock.advance(2 * SECOND);
    expect(await asking).toEqual(failureOf({ kind: 'connection', code: 'ERR_TOKEN_TIMEOUT' }));
    expect(tokenServer.pending).toHaveLength(0);
    expect(clock.pendingTimers).toBe(1); // the caller's deadline
  });
});

describe('a caller who leaves', () => {
  test('stops waiting for the token; the others get it', async () => {
    const { clock, tokenServer, upstream, send, newCall, ask } = secured({ tokens: () => undefined });
    const leaving = newCall();
    const left = send(leaving);
    const staying = ask();
    await clock.advance(1);
    leaving.stop({ kind: 'aborted' });
    expect(await left).toEqual(failureOf({ kind: 'aborted' }));
    tokenServer.exchanges[0]?.answer(tokenAnswer({ access_token: 'x', token_type: 'Bearer' }));
    expect((await staying).ok).toBe(true);
    expect(upstream.exchanges).toHaveLength(1);
  });

  test('stops the call that carries the token', async () => {
    const { clock, upstream, send, newCall } = secured({ upstream: () => undefined });
    const call = newCall();
    const sending = send(call);
    await clock.advance(1);
    expect(upstream.pending).toHaveLength(1);
    call.stop({ kind: 'aborted' });
    expect(await sending).toEqual(failureOf({ kind: 'aborted' }));
    expect(upstream.pending).toHaveLength(0);
  });
});

describe('the life of a token', () => {
  test('is counted from the sending of its request', () => {
    const token = tokenOf('x', 100 * SECOND, 7);
    const at = (ms: number) => tokenNeed(token, 7 + ms);
    expect([at(0), at(79_999), at(80_000), at(94_999), at(95_000)]).toEqual([
      'use',
      'use',
      'use and renew',
      'use and renew',
      'wait for a new one',
    ]);
    expect(tokenNeed(undefined, 0)).toBe('wait for a new one');
  });
});
