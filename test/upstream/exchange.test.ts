import { describe, expect, test } from 'vitest';
import { systemClock } from '../../src/time/clock.ts';
import { createUpstream } from '../../src/upstream/create-upstream.ts';
import { startFaultyUpstream } from '../harness/faulty-upstream.ts';
import { startStubUpstream } from '../harness/stub-upstream.ts';
import { requestTo, testCaller, upstreamOptions } from '../harness/upstream-call.ts';

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString();

describe('what is sent', () => {
  test('method, path with query, header lines and body arrive as given', async () => {
    await using stub = await startStubUpstream({ '*': { body: 'ok' } });
    await using upstream = createUpstream(upstreamOptions({ origin: stub.origin }), systemClock);
    using caller = testCaller();
    const request = requestTo(stub.origin, '/a%2Fb?x=1&x=2#part', {
      method: 'POST',
      headers: [
        ['x-tag', 'one'],
        ['x-tag', 'two'],
        ['content-type', 'application/json'],
      ],
      body: '{"é":1}',
    });
    await upstream.send(request, caller.context);
    expect(stub.calls).toHaveLength(1);
    expect(stub.calls[0]).toMatchObject({ method: 'POST', url: '/a%2Fb?x=1&x=2', body: '{"é":1}' });
    expect(stub.calls[0]?.headers['content-length']).toBe('8');
    const tags = stub.calls[0]?.rawHeaders.filter((_, index, all) => all[index - 1] === 'x-tag');
    expect(tags).toEqual(['one', 'two']);
  });

  test.each(['POST', 'PUT', 'PATCH'])('%s without a body says that its length is 0', async (method) => {
    await using stub = await startStubUpstream({ '*': {} });
    await using upstream = createUpstream(upstreamOptions({ origin: stub.origin }), systemClock);
    using caller = testCaller();
    await upstream.send(requestTo(stub.origin, '/', { method }), caller.context);
    expect(stub.calls[0]?.headers['content-length']).toBe('0');
  });

  test.each(['GET', 'DELETE'])('%s may have a body', async (method) => {
    await using stub = await startStubUpstream({ '*': {} });
    await using upstream = createUpstream(upstreamOptions({ origin: stub.origin }), systemClock);
    using caller = testCaller();
    await upstream.send(requestTo(stub.origin, '/', { method, body: 'why not' }), caller.context);
    expect(stub.calls[0]).toMatchObject({ method, body: 'why not' });
  });

  test('compression is accepted unless the request says what it accepts', async () => {
    await using stub = await startStubUpstream({ '*': {} });
    await using upstream = createUpstream(upstreamOptions({ origin: stub.origin }), systemClock);
    using caller = testCaller();
    await upstream.send(requestTo(stub.origin), caller.context);
    await upstream.send(requestTo(stub.origin, '/', { headers: [['accept-encoding', 'identity']] }), caller.context);
    expect(stub.calls.map(({ headers }) => headers['accept-encoding'])).toEqual([
      'gzip, deflate, br, zstd',
      'identity',
    ]);
  });

  test('headers that frame the message are the transport’s alone', async () => {
    await using stub = await startStubUpstream({ '*': {} });
    await using upstream = createUpstream(upstreamOptions({ origin: stub.origin }), systemClock);
    using caller = testCaller();
    const headers = [
      ['content-length', '999'],
      ['transfer-encoding', 'chunked'],
      ['connection', 'close, x-secret'],
      ['expect', '100-continue'],
    ] as const;
    const outcome = await upstream.send(
      requestTo(stub.origin, '/', { method: 'POST', headers, body: 'abc' }),
      caller.context,
    );
    expect(outcome.ok).toBe(true);
    expect(stub.calls[0]?.body).toBe('abc');
    expect(stub.calls[0]?.headers).toMatchObject({ 'content-length': '3', connection: 'keep-alive' });
  });

  test('nothing is sent to another origin, however alike it looks', async () => {
    await using stub = await startStubUpstream({ '*': {} });
    await using upstream = createUpstream(upstreamOptions({ origin: stub.origin }), systemClock);
    for (const url of [`${stub.origin}0/`, `${stub.origin}@example.com/`, 'http://example.com/', 'nonsense']) {
      using caller = testCaller();
      const outcome = await upstream.send({ method: 'GET', url, headers: [] }, caller.context);
      expect(outcome).toEqual({ ok: false, failure: { kind: 'connection', code: 'ERR_FOREIGN_ORIGIN' } });
    }
    expect(stub.calls).toHaveLength(0);
  });

  test('a request that HTTP cannot express is a failure and not an exception', async () => {
    await using stub = await startStubUpstream({ '*': {} });
    await using upstream = createUpstream(upstreamOptions({ origin: stub.origin }), systemClock);
    using caller = testCaller();
    const outcome = await upstream.send(requestTo(stub.origin, '/', { headers: [['x', 'a\r\nb: c']] }), caller.context);
    expect(outcome).toEqual({ ok: false, failure: { kind: 'connection', code: 'UND_ERR_INVALID_ARG' } });
    expect(stub.calls).toHaveLength(0);
  });
});

describe('what is answered', () => {
  test('status, body, and one string per header line', async () => {
    await using stub = await startStubUpstream({
      'GET /': { status: 418, headers: { 'Set-Cookie': ['a=1', 'b=2'], 'X-One': 'é' }, body: 'short' },
    });
    await using upstream = createUpstream(upstreamOptions({ origin: stub.origin }), systemClock);
    using caller = testCaller();
    const outcome = await upstream.send(requestTo(stub.origin), caller.context);
    if (!outcome.ok) throw new Error(outcome.failure.kind);
    expect(outcome.value.status).toBe(418);
    expect(text(outcome.value.body)).toBe('short');
    expect(outcome.value.headers.get('set-cookie')).toEqual(['a=1', 'b=2']);
    expect(outcome.value.headers.get('x-one')).toEqual(['é']);
  });

  test('header names that objects already have are ordinary names', async () => {
    await using upstream_ = await startFaultyUpstream(({ socket }) => {
      socket.write('HTTP/1.1 200 OK\r\n__proto__: a\r\nconstructor: b\r\ncontent-length: 0\r\n\r\n');
    });
    await using upstream = createUpstream(upstreamOptions({ origin: upstream_.origin }), systemClock);
    using caller = testCaller();
    const outcome = await upstream.send(requestTo(upstream_.origin), caller.context);
    if (!outcome.ok) throw new Error(outcome.failure.kind);
    expect(outcome.value.headers.get('__proto__')).toEqual(['a']);
    expect(outcome.value.headers.get('constructor')).toEqual(['b']);
  });

  test('redirects are not followed', async () => {
    await using stub = await startStubUpstream({ 'GET /': { status: 302, headers: { location: '/other' } } });
    await using upstream = createUpstream(upstreamOptions({ origin: stub.origin }), systemClock);
    using caller = testCaller();
    const outcome = await upstream.send(requestTo(stub.origin), caller.context);
    expect(outcome.ok && outcome.value.status).toBe(302);
    expect(stub.calls).toHaveLength(1);
  });

  test('informational responses are passed over', async () => {
    await using faulty = await startFaultyUpstream(({ socket }) => {
      socket.write('HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\nHTTP/1.1 102 Processing\r\n\r\n');
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok');
    });
    await using upstream = createUpstream(upstreamOptions({ origin: faulty.origin }), systemClock);
    using caller = testCaller();
    const outcome = await upstream.send(requestTo(faulty.origin), caller.context);
    expect(outcome.ok && [outcome.value.status, text(outcome.value.body)]).toEqual([200, 'ok']);
    expect(caller.kinds).toEqual(['queued', 'attempt', 'sent', 'written', 'first byte', 'ended']);
  });

  test.each([1, 7, 12, 20, 27, 1000])(
    'a 100 that nobody asked for is passed over, in pieces of %i bytes too',
    async (size) => {
      const bytes = Buffer.from(
        'HTTP/1.1 100 Continue\r\nx: y\r\n\r\nHTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 26\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n!',
      );
      await using faulty = await startFaultyUpstream(async ({ socket }) => {
        for (let start = 0; start < bytes.length; start += size) {
          socket.write(bytes.subarray(start, start + size));
          await new Promise((resolve) => setTimeout(resolve, 2));
        }
      });
      await using upstream = createUpstream(upstreamOptions({ origin: faulty.origin, maxConnections: 1 }), systemClock);
      using caller = testCaller();
      for (const _ of [1, 2]) {
        const outcome = await upstream.send(requestTo(faulty.origin), caller.context);
        expect(outcome.ok && text(outcome.value.body)).toBe('HTTP/1.1 100 Continue\r\n\r\n!');
      }
      expect(faulty.connections).toBe(1);
    },
  );

  test('a HEAD, a 204 and a 304 have no body, whatever length they tell', async () => {
    await using faulty = await startFaultyUpstream(({ socket, head }) => {
      const status = head.startsWith('HEAD') ? '200 OK' : head.includes('/304') ? '304 Not Modified' : '204 No Content';
      socket.write(`HTTP/1.1 ${status}\r\n${status.startsWith('204') ? '' : 'content-length: 99999999\r\n'}\r\n`);
    });
    await using upstream = createUpstream(upstreamOptions({ origin: faulty.origin }), systemClock);
    for (const [method, path] of [
      ['HEAD', '/'],
      ['GET', '/204'],
      ['GET', '/304'],
    ] as const) {
      using caller = testCaller();
      const outcome = await upstream.send(requestTo(faulty.origin, path, { method }), caller.context);
      expect(outcome.ok && outcome.value.body.length).toBe(0);
    }
  });

  test('a body that ends with the connection is whole', async () => {
    await using faulty = await startFaultyUpstream(({ socket }) => {
      socket.end('HTTP/1.1 200 OK\r\n\r\nuntil the end');
    });
    await using upstream = createUpstream(upstreamOptions({ origin: faulty.origin }), systemClock);
    using caller = testCaller();
    const outcome = await upstream.send(requestTo(faulty.origin), caller.context);
    expect(outcome.ok && text(outcome.value.body)).toBe('until the end');
  });

  test('what happened is told in order, with times that never go back', async () => {
    await using stub = await startStubUpstream({ 'GET /': { body: 'seven b', delayMs: 5 } });
    await using upstream = createUpstream(upstreamOptions({ origin: stub.origin }), systemClock);
    using caller = testCaller();
    await upstream.send(requestTo(stub.origin), caller.context);
    expect(caller.events).toMatchObject([
      { kind: 'queued' },
      { kind: 'attempt', number: 1 },
      { kind: 'sent', newConnection: true },
      { kind: 'written' },
      { kind: 'first byte', status: 200 },
      { kind: 'ended', bytes: 7 },
    ]);
    const times = caller.events.map(({ atMs }) => atMs);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  });

  test('a kept connection is used again and said to be', async () => {
    await using stub = await startStubUpstream({ 'GET /': { body: 'x' } });
    await using upstream = createUpstream(upstreamOptions({ origin: stub.origin, maxConnections: 1 }), systemClock);
    using caller = testCaller();
    await upstream.send(requestTo(stub.origin), caller.context);
    await upstream.send(requestTo(stub.origin), caller.context);
    const sent = caller.events.filter(({ kind }) => kind === 'sent');
    expect(sent).toMatchObject([{ newConnection: true }, { newConnection: false }]);
    expect(stub.connections).toBe(1);
  });
});

describe('independent calls overlap', () => {
  test.each([
    [100, 100],
    [20, 20],
  ])('100 calls over %i connections: %i at once', async (maxConnections, peak) => {
    await using stub = await startStubUpstream({ '*': { body: 'x', delayMs: 200 } });
    await using upstream = createUpstream(
      upstreamOptions({ origin: stub.origin, maxConnections, queueTimeoutMs: 5_000 }),
      systemClock,
    );
    using caller = testCaller();
    const sends = Array.from({ length: 100 }, (_, index) =>
      upstream.send(requestTo(stub.origin, `/${index}`), caller.context),
    );
    const outcomes = await Promise.all(sends);
    expect(outcomes.every(({ ok }) => ok)).toBe(true);
    expect(stub.peak).toBe(peak);
    expect(stub.connections).toBeLessThanOrEqual(maxConnections);
  });
});

describe('closing', () => {
  test('lets calls under way and calls in the queue end, and refuses new ones', async () => {
    await using stub = await startStubUpstream({ '*': { body: 'x', delayMs: 30 } });
    const upstream = createUpstream(upstreamOptions({ origin: stub.origin, maxConnections: 1 }), systemClock);
    using caller = testCaller();
    const first = upstream.send(requestTo(stub.origin), caller.context);
    const queued = upstream.send(requestTo(stub.origin), caller.context);
    const closed = upstream[Symbol.asyncDispose]();
    const late = await upstream.send(requestTo(stub.origin), caller.context);
    expect(late).toEqual({ ok: false, failure: { kind: 'connection', code: 'ERR_UPSTREAM_CLOSED' } });
    expect((await first).ok && (await queued).ok).toBe(true);
    await closed;
    await upstream[Symbol.asyncDispose]();
    expect(stub.calls).toHaveLength(2);
  });
});
