import { randomBytes } from 'node:crypto';
import { getEventListeners } from 'node:events';
import { createServer } from 'node:net';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { systemClock } from '../../src/time/clock.ts';
import { createUpstream } from '../../src/upstream/create-upstream.ts';
import type { CallEvent } from '../../src/upstream/upstream.ts';
import { startFaultyUpstream } from '../harness/faulty-upstream.ts';
import { startStubUpstream } from '../harness/stub-upstream.ts';
import { requestTo, type TestCaller, testCaller, upstreamOptions } from '../harness/upstream-call.ts';

const listeners = ({ context }: TestCaller) =>
  getEventListeners(context.signal, 'abort').length + getEventListeners(context.deadline.signal, 'abort').length;

const moment = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

test('a client that leaves is answered at once, and its exchange is torn down', async () => {
  await using faulty = await startFaultyUpstream(
    ({ socket }) => void socket.write('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n1'),
  );
  await using upstream = createUpstream(upstreamOptions({ origin: faulty.origin }), systemClock);
  using caller = testCaller();
  const sending = upstream.send(requestTo(faulty.origin), caller.context);
  while (!caller.kinds.includes('first byte')) await moment(1);
  caller.leave();
  expect(await sending).toEqual({ ok: false, failure: { kind: 'aborted' } });
  expect(listeners(caller)).toBe(0);
  while (faulty.open > 0) await moment(1);
  expect(caller.kinds).toEqual(['queued', 'attempt', 'sent', 'written', 'first byte', 'failed']);
});

test('at the deadline a call is answered at once, though the upstream hangs', async () => {
  await using faulty = await startFaultyUpstream(() => undefined);
  await using upstream = createUpstream(upstreamOptions({ origin: faulty.origin }), systemClock);
  using caller = testCaller({ deadlineMs: 40 });
  expect(await upstream.send(requestTo(faulty.origin), caller.context)).toEqual({
    ok: false,
    failure: { kind: 'deadline' },
  });
  expect(listeners(caller)).toBe(0);
  while (faulty.open > 0) await moment(1);
});

test('nothing is sent for a client that has left or after the deadline', async () => {
  await using stub = await startStubUpstream();
  await using upstream = createUpstream(upstreamOptions({ origin: stub.origin }), systemClock);
  using gone = testCaller();
  gone.leave();
  expect(await upstream.send(requestTo(stub.origin), gone.context)).toEqual({
    ok: false,
    failure: { kind: 'aborted' },
  });
  using late = testCaller({ deadlineMs: 0 });
  expect(await upstream.send(requestTo(stub.origin), late.context)).toEqual({
    ok: false,
    failure: { kind: 'deadline' },
  });
  expect(late.kinds).toEqual(['failed']);
  expect(stub.calls).toHaveLength(0);
});

test('a call stopped while it connects keeps its place until the connection is there, and leaves it to the next', async () => {
  await using stub = await startStubUpstream({ '*': { body: 'x' } });
  await using upstream = createUpstream(upstreamOptions({ origin: stub.origin, maxConnections: 1 }), systemClock);
  using leaver = testCaller();
  const left = upstream.send(requestTo(stub.origin, '/left'), leaver.context);
  leaver.leave();
  expect(await left).toEqual({ ok: false, failure: { kind: 'aborted' } });
  using stayer = testCaller();
  expect((await upstream.send(requestTo(stub.origin, '/stays'), stayer.context)).ok).toBe(true);
  expect(stub.calls.map(({ url }) => url)).toEqual(['/stays']);
  expect(stub.connections).toBe(1);
});

test('calls stopped while connecting to nowhere give their places back when connecting ends', async () => {
  const silent = createServer((socket) => void socket.on('error', () => undefined)).listen(0, '127.0.0.1');
  await new Promise((resolve) => silent.once('listening', resolve));
  const origin = `https://127.0.0.1:${(silent.address() as { port: number }).port}`;
  await using upstream = createUpstream(
    upstreamOptions({ origin, connectTimeoutMs: 60, attemptTimeoutMs: 20, maxConnections: 1 }),
    systemClock,
  );
  using caller = testCaller();
  const send = () => upstream.send(requestTo(origin), caller.context);
  expect(await Promise.all([send(), send(), send()])).toEqual(
    Array(3).fill({ ok: false, failure: { kind: 'timeout', afterMs: 20 } }),
  );
  silent.close();
});

test('a thousand calls on one signal leave no listener behind and raise no warning', async () => {
  const warnings: Error[] = [];
  const note = (warning: Error) => void warnings.push(warning);
  process.on('warning', note);
  await using stub = await startStubUpstream({ '*': { body: 'x' } });
  await using upstream = createUpstream(
    upstreamOptions({ origin: stub.origin, maxConnections: 50, queueTimeoutMs: 10_000 }),
    systemClock,
  );
  using caller = testCaller();
  const sends = Array.from({ length: 1000 }, () => upstream.send(requestTo(stub.origin), caller.context));
  expect(listeners(caller)).toBe(1); // the client's; a deadline is watched without
  expect((await Promise.all(sends)).every(({ ok }) => ok)).toBe(true);
  expect(listeners(caller)).toBe(0);
  await moment(0);
  process.off('warning', note);
  expect(warnings).toEqual([]);
});

test('a stop in the middle of decoding answers at once, and what was decoded goes nowhere', async () => {
  const body = gzipSync(randomBytes(500_000));
  await using stub = await startStubUpstream({ '*': { headers: { 'content-encoding': 'gzip' }, body } });
  await using upstream = createUpstream(upstreamOptions({ origin: stub.origin }), systemClock);
  using caller = testCaller();
  const kinds: string[] = [];
  const observe = ({ kind }: CallEvent) => {
    kinds.push(kind);
    if (kind === 'ended') caller.leave();
  };
  const outcome = await upstream.send(requestTo(stub.origin), { ...caller.context, observe });
  expect(outcome).toEqual({ ok: false, failure: { kind: 'aborted' } });
  await moment(30);
  expect(kinds).toEqual(['queued', 'attempt', 'sent', 'written', 'first byte', 'ended', 'failed']);
});

test('however and whenever calls are stopped, every place is given back', async () => {
  await using stub = await startStubUpstream({ '*': { body: 'x', delayMs: 3 } });
  await using upstream = createUpstream(upstreamOptions({ origin: stub.origin, maxConnections: 5 }), systemClock);
  const sends = Array.from({ length: 200 }, async (_, index) => {
    using caller = testCaller({ deadlineMs: 3 + (index % 17) });
    const sending = upstream.send(requestTo(stub.origin, `/${index}`), caller.context);
    if (index % 3 === 0) setTimeout(caller.leave, index % 11);
    const outcome = await sending;
    expect(listeners(caller)).toBe(0);
    return outcome;
  });
  await Promise.all(sends);
  // Each answer waits for all five requests, so they get one only if five places are free.
  let arrived = 0;
  const all = Promise.withResolvers<void>();
  stub.on('GET /last', async () => {
    arrived += 1;
    if (arrived === 5) all.resolve();
    await all.promise;
    return { body: 'x' };
  });
  using caller = testCaller();
  const last = Array.from({ length: 5 }, () => upstream.send(requestTo(stub.origin, '/last'), caller.context));
  expect((await Promise.all(last)).map(({ ok }) => ok)).toEqual([true, true, true, true, true]);
});
