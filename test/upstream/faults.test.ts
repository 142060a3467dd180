import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { describe, expect, test } from 'vitest';
import { systemClock } from '../../src/time/clock.ts';
import { createUpstream, type UpstreamOptions } from '../../src/upstream/create-upstream.ts';
import type { UpstreamOutcome, UpstreamRequest } from '../../src/upstream/upstream.ts';
import { type RawRequest, startFaultyUpstream } from '../harness/faulty-upstream.ts';
import { requestTo, testCaller, upstreamOptions } from '../harness/upstream-call.ts';

const GOOD = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok';

/** What becomes of one call to an upstream that behaves so, and whether the next call gets a connection of its own. */
async function callFaulty(
  behave: (request: RawRequest) => void,
  options: Partial<UpstreamOptions> = {},
  request: Partial<UpstreamRequest> = {},
): Promise<{ outcome: UpstreamOutcome; reused: boolean }> {
  await using faulty = await startFaultyUpstream((raw) =>
    raw.head.includes(' /next ') ? void raw.socket.write(GOOD) : behave(raw),
  );
  await using upstream = createUpstream(
    upstreamOptions({ origin: faulty.origin, maxConnections: 1, ...options }),
    systemClock,
  );
  using caller = testCaller();
  const outcome = await upstream.send(requestTo(faulty.origin, '/', request), caller.context);
  const connections = new Set(faulty.requests.map(({ connection }) => connection));
  const next = await upstream.send(requestTo(faulty.origin, '/next'), caller.context);
  expect(next).toMatchObject({ ok: true, value: { status: 200 } });
  return { outcome, reused: connections.has(faulty.requests.at(-1)?.connection ?? -1) };
}

describe('connecting', () => {
  test('a refused connection is a failure of the connection', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    await using upstream = createUpstream(upstreamOptions({ origin: `http://127.0.0.1:${port}` }), systemClock);
    using caller = testCaller();
    const outcome = await upstream.send(requestTo(`http://127.0.0.1:${port}`), caller.context);
    expect(outcome).toEqual({ ok: false, failure: { kind: 'connection', code: 'ECONNREFUSED' } });
    expect(caller.kinds).toEqual(['queued', 'attempt', 'failed']);
  });

  test('a host that does not exist is a failure of the connection', async () => {
    await using upstream = createUpstream(upstreamOptions({ origin: 'http://nowhere.invalid' }), systemClock);
    using caller = testCaller();
    const outcome = await upstream.send(requestTo('http://nowhere.invalid'), caller.context);
    expect(outcome).toMatchObject({
      ok: false,
      failure: { kind: 'connection', code: expect.stringMatching(/^E(NOTFOUND|AI_AGAIN)$/) },
    });
  });

  test('TLS spoken to a server without it is a failure of the connection', async () => {
    const plain = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.resume().end('HTTP/1.1 400 Bad Request\r\n\r\n');
    }).listen(0, '127.0.0.1');
    await once(plain, 'listening');
    const origin = `https://127.0.0.1:${(plain.address() as AddressInfo).port}`;
    await using upstream = createUpstream(upstreamOptions({ origin }), systemClock);
    using caller = testCaller();
    const outcome = await upstream.send(requestTo(origin), caller.context);
    expect(outcome).toMatchObject({ ok: false, failure: { kind: 'connection', code: expect.stringMatching(/SSL/) } });
    plain.close();
  });

  test('a connection that is never made fails at the connect timeout', async () => {
    // Accepts TCP and never answers the TLS handshake.
    const silent = createServer((socket) => void socket.on('error', () => undefined)).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const origin = `https://127.0.0.1:${(silent.address() as AddressInfo).port}`;
    await using upstream = createUpstream(upstreamOptions({ origin, connectTimeoutMs: 50 }), systemClock);
    using caller = testCaller();
    const startMs = performance.now();
    const outcome = await upstream.send(requestTo(origin), caller.context);
    expect(outcome).toEqual({ ok: false, failure: { kind: 'connection', code: 'UND_ERR_CONNECT_TIMEOUT' } });
    expect(performance.now() - startMs).toBeLessThan(30_000); // half of what an attempt may take
    silent.close();
  });
});

describe('an answer that never comes whole', () => {
  test.each<[string, (request: RawRequest) => void]>([
    ['nothing at all', () => undefined],
    ['half a status line', ({ socket }) => socket.write('HTTP/1.1 2')],
    ['headers that do not end', ({ socket }) => socket.write('HTTP/1.1 200 OK\r\nx: y\r\n')],
    ['headers without the body', ({ socket }) => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n')],
    ['half a body', ({ socket }) => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf')],
    [
      'a chunked body without its end',
      ({ socket }) => socket.write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nok\r\n'),
    ],
    ['informational responses only', ({ socket }) => socket.write('HTTP/1.1 103 Early Hints\r\n\r\n')],
  ])('%s: times out, and its socket is not used again', async (_, behave) => {
    const { outcome, reused } = await callFaulty(behave, { attemptTimeoutMs: 60 });
    expect(outcome).toEqual({ ok: false, failure: { kind: 'timeout', afterMs: 60 } });
    expect(reused).toBe(false);
  });

  test.each<[string, string, string]>([
    ['of body bytes', 'HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n', ' '],
    ['of chunks', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n', '1\r\n \r\n'],
    ['of header lines', 'HTTP/1.1 200 OK\r\n', 'x: y\r\n'],
    ['of informational responses', '', 'HTTP/1.1 103 Early Hints\r\n\r\n'],
  ])('a drip %s does not outlive the attempt timeout', async (_, start, drop) => {
    const { outcome, reused } = await callFaulty(
      ({ socket }) => {
        socket.write(start);
        const timer = setInterval(() => socket.write(drop), 5);
        socket.once('close', () => clearInterval(timer));
      },
      { attemptTimeoutMs: 80 },
    );
    expect(outcome).toEqual({ ok: false, failure: { kind: 'timeout', afterMs: 80 } });
    expect(reused).toBe(false);
  });
});

describe('an answer that is cut off', () => {
  test.each<[string, string]>([
    ['before its first byte', ''],
    ['in its status line', 'HTTP/1.1 20'],
    ['in its headers', 'HTTP/1.1 200 OK\r\ncontent-le'],
    ['in a body of known length', 'HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf'],
    [
      'in a body of known length on a closing connection',
      'HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 10\r\n\r\nhalf',
    ],
    ['in a chunk', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n10\r\nhalf'],
    ['between chunks', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n4\r\nhalf\r\n'],
    [
      'between chunks on a closing connection',
      'HTTP/1.1 200 OK\r\nconnection: close\r\ntransfer-encoding: chunked\r\n\r\n4\r\nhalf\r\n',
    ],
    ['before the end of the trailers', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\n'],
  ])('by an end %s is a failure', async (_, bytes) => {
    const { outcome, reused } = await callFaulty(({ socket }) => socket.end(bytes));
    expect(outcome).toMatchObject({ ok: false, failure: { kind: 'connection', code: expect.any(String) } });
    expect(reused).toBe(false);
  });

  test.each<[string, string]>([
    ['before its first byte', ''],
    ['in its headers', 'HTTP/1.1 200 OK\r\ncontent-le'],
    ['in a body of known length', 'HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf'],
    ['in a chunked body', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n4\r\nhalf\r\n'],
    ['in a body that only the connection would end', 'HTTP/1.1 200 OK\r\n\r\nhalf'],
  ])('by a reset %s is a failure', async (_, bytes) => {
    const { outcome, reused } = await callFaulty(({ socket }) => {
      socket.write(bytes);
      setTimeout(() => socket.resetAndDestroy(), 20);
    });
    expect(outcome).toEqual({ ok: false, failure: { kind: 'connection', code: 'ECONNRESET' } });
    expect(reused).toBe(false);
  });
});

describe('an answer that is not HTTP, or too much of it', () => {
  test.each<[string, string]>([
    ['another protocol', 'SSH-2.0-OpenSSH_9.6\r\n\r\n'],
    ['a chunk size that is no number', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n'],
    ['two lengths', 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\nok'],
    ['a length and chunks', 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n'],
    ['a switch of protocols', 'HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n'],
    ['a header line without a colon', 'HTTP/1.1 200 OK\r\nnonsense\r\n\r\n'],
    ['a flood of header lines', `HTTP/1.1 200 OK\r\n${'x-y: z\r\n'.repeat(10_000)}\r\n`],
    ['an endless header', `HTTP/1.1 200 OK\r\nx: ${'y'.repeat(100_000)}\r\n\r\n`],
    [
      'a flood of trailers',
      `HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\n${'x-y: z\r\n'.repeat(10_000)}\r\n`,
    ],
  ])('%s is a failure with a code', async (_, bytes) => {
    const { outcome, reused } = await callFaulty(({ socket }) => socket.write(bytes));
    expect(outcome).toMatchObject({
      ok: false,
      failure: { kind: 'connection', code: expect.stringMatching(/^(HTTPParserError$|UND_ERR_)/) },
    });
    expect(reused).toBe(false);
  });

  test.each<[string, string]>([
    ['that says so', `HTTP/1.1 200 OK\r\ncontent-length: 1001\r\n\r\n`],
    ['of known length', `HTTP/1.1 200 OK\r\ncontent-length: 1001\r\n\r\n${'x'.repeat(1001)}`],
    ['in chunks', `HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3e9\r\n${'x'.repeat(1001)}\r\n0\r\n\r\n`],
    ['that only the connection would end', `HTTP/1.1 200 OK\r\n\r\n${'x'.repeat(1001)}`],
  ])('a body %s and is larger than the limit is too large, and its socket is not used again', async (_, bytes) => {
    const { outcome, reused } = await callFaulty(({ socket }) => socket.write(bytes), { maxResponseBytes: 1000 });
    expect(outcome).toEqual({ ok: false, failure: { kind: 'too large', limitBytes: 1000 } });
    expect(reused).toBe(false);
  });

  test.each<[string, string]>([
    ['informational responses', 'HTTP/1.1 103 Early Hints\r\n\r\n'.repeat(20_000)],
    ['a reason phrase', `HTTP/1.1 200 ${'x'.repeat(600_000)}`],
    ['extensions of a chunk', `HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2;${'x'.repeat(600_000)}`],
  ])('%s without end, no part of any body, are too large at half a megabyte', async (_, bytes) => {
    const { outcome, reused } = await callFaulty(({ socket }) => socket.write(bytes));
    expect(outcome).toMatchObject({ ok: false, failure: { kind: 'too large' } });
    expect(reused).toBe(false);
  });

  test('the sizes of small chunks do not make a body too large', async () => {
    const chunks = `10\r\n${'x'.repeat(16)}\r\n`.repeat(60_000);
    const { outcome } = await callFaulty(({ socket }) =>
      socket.write(`HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n${chunks}0\r\n\r\n`),
    );
    expect(outcome.ok && outcome.value.body.byteLength).toBe(960_000);
  });

  test('a body of exactly the limit is not too large', async () => {
    const { outcome } = await callFaulty(
      ({ socket }) => socket.write(`HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n${'x'.repeat(1000)}`),
      { maxResponseBytes: 1000 },
    );
    expect(outcome).toMatchObject({ ok: true, value: { status: 200 } });
  });

  test('what follows a whole answer is not taken for the next one', async () => {
    const { outcome, reused } = await callFaulty(({ socket }) =>
      socket.write(`${GOOD}HTTP/1.1 500 Not yours\r\ncontent-length: 0\r\n\r\n`),
    );
    expect(outcome).toMatchObject({ ok: true, value: { status: 200 } });
    expect(reused).toBe(false);
  });
});

describe('a kept connection that the server has closed', () => {
  /** Answers the first request of a connection, and resets the connection at the second. */
  const forgetful =
    (seen = new Set<number>()) =>
    ({ socket, connection }: RawRequest) => {
      if (seen.has(connection)) return socket.resetAndDestroy();
      seen.add(connection);
      return socket.write(GOOD);
    };

  test('is replaced once for a safe request, as a further attempt', async () => {
    await using faulty = await startFaultyUpstream((request) => void behave(request));
    const behave = forgetful();
    await using upstream = createUpstream(upstreamOptions({ origin: faulty.origin, maxConnections: 1 }), systemClock);
    using first = testCaller();
    await upstream.send(requestTo(faulty.origin), first.context);
    using second = testCaller();
    const outcome = await upstream.send(requestTo(faulty.origin), second.context);
    expect(outcome).toMatchObject({ ok: true, value: { status: 200 } });
    expect(second.kinds).toEqual([
      'queued',
      'attempt',
      'sent',
      'written',
      'failed',
      'attempt',
      'sent',
      'written',
      'first byte',
      'ended',
    ]);
    expect(second.events.filter(({ kind }) => kind === 'attempt')).toMatchObject([{ number: 1 }, { number: 2 }]);
  });

  test('is a failure for any other request', async () => {
    await using faulty = await startFaultyUpstream((request) => void behave(request));
    const behave = forgetful();
    await using upstream = createUpstream(upstreamOptions({ origin: faulty.origin, maxConnections: 1 }), systemClock);
    using caller = testCaller();
    await upstream.send(requestTo(faulty.origin), caller.context);
    const outcome = await upstream.send(requestTo(faulty.origin, '/', { method: 'POST' }), caller.context);
    expect(outcome).toMatchObject({ ok: false, failure: { kind: 'connection' } });
    expect(faulty.requests).toHaveLength(2);
  });

  test('is not retried on a new connection, nor once the answer has begun', async () => {
    await using faulty = await startFaultyUpstream(({ socket, index }) => {
      if (index === 0) return void socket.resetAndDestroy();
      if (index === 1) return void socket.write(GOOD);
      socket.write('HTTP/1.1 200 OK\r\n');
      setTimeout(() => socket.resetAndDestroy(), 10);
    });
    await using upstream = createUpstream(upstreamOptions({ origin: faulty.origin, maxConnections: 1 }), systemClock);
    using caller = testCaller();
    expect((await upstream.send(requestTo(faulty.origin), caller.context)).ok).toBe(false);
    expect((await upstream.send(requestTo(faulty.origin), caller.context)).ok).toBe(true);
    expect((await upstream.send(requestTo(faulty.origin), caller.context)).ok).toBe(false);
    expect(faulty.requests).toHaveLength(3);
  });
});
