import { describe, expect, test } from 'vitest';
import { systemClock } from '../../../src/time/clock.ts';
import { awaited } from '../../../src/upstream/awaiting.ts';
import { Call } from '../../../src/upstream/call.ts';
import { createRedirects, redirected } from '../../../src/upstream/policies/redirect.ts';
import type { UpstreamRequest } from '../../../src/upstream/upstream.ts';
import { createFakeTransport, type FakeTransport, responseOf } from '../../harness/fake-transport.ts';
import { requestTo, testCaller } from '../../harness/upstream-call.ts';

const ORIGIN = 'http://stub:8080';

async function follow(transport: FakeTransport, more: Partial<UpstreamRequest> = {}) {
  using caller = testCaller({ clock: systemClock });
  const { deadline, observe } = caller.context;
  const send = awaited(createRedirects(ORIGIN)(transport.send));
  const outcome = await send(new Call(requestTo(ORIGIN, '/start/here', more), deadline, observe));
  return {
    status: outcome.ok ? outcome.value.status : outcome.failure,
    asked: transport.exchanges.map(({ call: { request } }) => `${request.method} ${request.url.replace(ORIGIN, '')}`),
  };
}

function pointing(status: number, location: string) {
  return createFakeTransport((_call, index) => (index === 0 ? responseOf(status, { location }) : responseOf(200)));
}

describe('redirects', () => {
  test.each([301, 302, 303, 307, 308])('%i is followed, with the same headers', async (status) => {
    const transport = pointing(status, '/there?x=1#part');
    const headers = [['authorization', 'Bearer a']] as const;
    expect(await follow(transport, { headers })).toEqual({ status: 200, asked: ['GET /start/here', 'GET /there?x=1'] });
    expect(transport.exchanges[1]?.call.request.headers).toEqual(headers);
  });

  test.each([
    ['there', '/start/there'],
    ['?x=1', '/start/here?x=1'],
    ['../up', '/up'],
    [`${ORIGIN}/whole`, '/whole'],
    ['//stub:8080/same', '/same'],
    ['http://ada:hush@stub:8080/in', '/in'],
  ])('%s leads to %s', async (location, url) => {
    const { asked } = await follow(pointing(302, location));
    expect(asked[1]).toBe(`GET ${url}`);
  });

  test.each([
    'http://stub/other-port',
    'https://stub:8080/other-scheme',
    'http://stub:8080.evil.example/',
    'http://stub:8080@evil.example/',
    '//evil.example/',
    '\\\\evil.example\\',
    'file:///etc/passwd',
    'http://[',
  ])('%s is an answer and nobody is asked', async (location) => {
    expect(await follow(pointing(302, location))).toEqual({ status: 302, asked: ['GET /start/here'] });
  });

  test.each(['POST', 'PUT', 'PATCH', 'DELETE'])('of a %s are answers', async (method) => {
    for (const status of [301, 302, 303, 307, 308])
      expect((await follow(pointing(status, '/there'), { method })).asked).toHaveLength(1);
  });

  test.each([300, 304, 305, 201])('%i is no redirect', async (status) => {
    expect(await follow(pointing(status, '/there'))).toMatchObject({ status, asked: ['GET /start/here'] });
  });

  test('without one place to go are answers', async () => {
    expect(redirected(requestTo(ORIGIN), { status: 302, headers: new Map(), body: Buffer.of() }, ORIGIN)).toBe(
      undefined,
    );
    const headers = new Map([['location', ['/a', '/b']]]);
    expect(redirected(requestTo(ORIGIN), { status: 302, headers, body: Buffer.of() }, ORIGIN)).toBe(undefined);
  });

  test('end after five, with the last of them as the answer', async () => {
    const transport = createFakeTransport((_call, index) => responseOf(302, { location: `/step/${index}` }));
    const { status, asked } = await follow(transport);
    expect(status).toBe(302);
    expect(asked).toHaveLength(6);
  });

  test('303 is read, 307 is asked again with all that was said', async () => {
    const question = { method: 'QUERY', body: '{}', headers: [['content-type', 'application/json']] } as const;
    const seen = pointing(303, '/there');
    await follow(seen, question);
    expect(seen.exchanges[1]?.call.request).toEqual({ method: 'GET', url: `${ORIGIN}/there`, headers: [] });
    const again = pointing(307, '/there');
    await follow(again, question);
    expect(again.exchanges[1]?.call.request).toEqual({ ...question, url: `${ORIGIN}/there` });
  });

  test('a failure on the way is the outcome', async () => {
    const failure = { kind: 'connection', code: 'ECONNRESET' } as const;
    const transport = createFakeTransport((_call, index) =>
      index === 0 ? responseOf(302, { location: '/there' }) : { ok: false, failure },
    );
    expect((await follow(transport)).status).toEqual(failure);
  });
});
