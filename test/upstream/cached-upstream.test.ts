import { describe, expect, test } from 'vitest';
import { systemClock } from '../../src/time/clock.ts';
import { createUpstream, type UpstreamOptions } from '../../src/upstream/create-upstream.ts';
import type { UpstreamRequest } from '../../src/upstream/upstream.ts';
import { type StubRoute, startStubUpstream } from '../harness/stub-upstream.ts';
import { requestTo, testCaller, upstreamOptions } from '../harness/upstream-call.ts';

const CACHE = { maxBytes: 1_000_000, staleIfErrorMs: 0, staleWhileRevalidateMs: 0 };

/** An upstream with a cache over a real server. */
async function world(routes: Readonly<Record<string, StubRoute>>, options: Partial<UpstreamOptions> = {}) {
  const stub = await startStubUpstream(routes);
  const upstream = createUpstream(
    upstreamOptions({ origin: stub.origin, cache: CACHE, coalesce: true, ...options }),
    systemClock,
  );
  const ask = async (path: string, more: Partial<UpstreamRequest> = {}) => {
    using caller = testCaller();
    const outcome = await upstream.send(requestTo(stub.origin, path, more), caller.context);
    const cache = caller.events.find((event) => event.kind === 'cache')?.status;
    return { outcome, text: outcome.ok ? Buffer.from(outcome.value.body).toString() : '', cache };
  };
  return {
    stub,
    upstream,
    ask,
    async [Symbol.asyncDispose]() {
      await upstream[Symbol.asyncDispose]();
      await stub[Symbol.asyncDispose]();
    },
  };
}

describe('an upstream with a cache', () => {
  test('asks a real server once for what stays fresh', async () => {
    await using w = await world({ 'GET /a': { headers: { 'cache-control': 'max-age=60' }, body: { a: 1 } } });
    await w.ask('/a');
    expect(await w.ask('/a')).toMatchObject({
      text: '{"a":1}',
      cache: expect.stringMatching(/^overlap; hit; ttl=(59|60)$/),
    });
    expect(w.stub.hits('GET /a')).toBe(1);
  });

  test('spares the body of what has not changed', async () => {
    await using w = await world({
      'GET /a': ({ headers }) =>
        headers['if-none-match'] === '"1"'
          ? { status: 304, headers: { etag: '"1"' } }
          : { headers: { etag: '"1"', 'cache-control': 'no-cache' }, body: { a: 1 } },
    });
    await w.ask('/a');
    expect(await w.ask('/a')).toMatchObject({ text: '{"a":1}', cache: 'overlap; fwd=stale; fwd-status=304; stored' });
    expect(w.stub.hits('GET /a')).toBe(2);
  });

  test('never gives a body whose download was cut off', async () => {
    let cut = true;
    await using w = await world({
      'GET /a': (_, response) => {
        if (!cut) return { headers: { 'cache-control': 'max-age=60' }, body: 'whole' };
        cut = false;
        response.writeHead(200, { 'cache-control': 'max-age=60', 'content-length': 100 });
        response.write('half');
        setImmediate(() => response.destroy());
        return undefined;
      },
    });
    expect((await w.ask('/a')).outcome.ok).toBe(false);
    expect((await w.ask('/a')).text).toBe('whole');
  });

  test('forgets a URL that an unsafe call has changed', async () => {
    let version = 1;
    await using w = await world({
      'GET /a': () => ({ headers: { 'cache-control': 'max-age=60' }, body: version }),
      'PUT /a': () => {
        version += 1;
        return { status: 204 };
      },
    });
    await w.ask('/a');
    await w.ask('/a', { method: 'PUT', body: 'x' });
    expect((await w.ask('/a')).text).toBe('2');
  });

  test('closes although a refresh nobody waits for is still on its way', async () => {
    let calls = 0;
    const routes: Readonly<Record<string, StubRoute>> = {
      'GET /a': () => {
        calls += 1;
        const reply = { headers: { 'cache-control': 'max-age=0, stale-while-revalidate=60' }, body: calls };
        return calls === 1 ? reply : { ...reply, delayMs: 60_000 };
      },
    };
    await using w = await world(routes, { attemptTimeoutMs: 300, cache: { ...CACHE, staleWhileRevalidateMs: 60_000 } });
    await w.ask('/a');
    expect((await w.ask('/a')).text).toBe('1');
    const from = performance.now();
    await w.upstream[Symbol.asyncDispose]();
    expect(performance.now() - from).toBeLessThan(5_000);
  });

  test('fetches its access token from another server, over connections of its own', async () => {
    await using login = await startStubUpstream({
      'POST /token': { body: { access_token: 'abc', token_type: 'Bearer' } },
    });
    const oauth = {
      tokenUrl: `${login.origin}/token`,
      clientId: 'id',
      clientSecret: 'secret',
      clientAuthentication: 'header' as const,
      parameters: {},
      timeoutMs: 1_000,
    };
    await using w = await world({ 'GET /a': { headers: { 'cache-control': 'max-age=60' }, body: 1 } }, { oauth });
    await Promise.all([w.ask('/a'), w.ask('/b'), w.ask('/c')]);
    await w.ask('/a');
    expect(login.hits('POST /token')).toBe(1);
    expect(login.calls[0]).toMatchObject({ body: 'grant_type=client_credentials' });
    expect(new Set(w.stub.calls.map(({ headers }) => headers.authorization))).toEqual(new Set(['Bearer abc']));
    expect(w.stub.hits('GET /a')).toBe(1);
  });
});
