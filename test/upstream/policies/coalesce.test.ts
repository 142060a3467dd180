import { describe, expect, test } from 'vitest';
import { composePipeline, type PipelineOptions } from '../../../src/upstream/pipeline.ts';
import { keyOfRequest } from '../../../src/upstream/request-key.ts';
import type { UpstreamRequest } from '../../../src/upstream/upstream.ts';
import { createFakeClock } from '../../harness/fake-clock.ts';
import { createFakeTransport, responseOf } from '../../harness/fake-transport.ts';
import { requestTo, type TestCaller, testCaller } from '../../harness/upstream-call.ts';

const OPTIONS: PipelineOptions = {
  attemptTimeoutMs: 60_000,
  queueTimeoutMs: 100,
  maxConnections: 10,
  maxQueued: 2,
  coalesce: true,
};

function coalescing(options: Partial<PipelineOptions> = {}) {
  const clock = createFakeClock();
  const transport = createFakeTransport();
  const pipeline = composePipeline({ ...OPTIONS, ...options }, transport.send, clock);
  const send = (caller: TestCaller, request: Partial<UpstreamRequest> = {}) =>
    pipeline(requestTo('http://stub', '/', request), caller.context);
  return { clock, transport, send };
}

const get = requestTo('http://stub');
const withHeader = (name: string, value: string): UpstreamRequest => ({ ...get, headers: [[name, value]] });

describe('equal calls', () => {
  test('in flight are one, and all get the same answer', async () => {
    const { clock, transport, send } = coalescing();
    using caller = testCaller({ clock });
    const sends = [send(caller), send(caller), send(caller)];
    expect(transport.exchanges).toHaveLength(1);
    const answer = responseOf();
    transport.exchanges[0]?.answer(answer);
    expect(await Promise.all(sends)).toEqual([answer, answer, answer]);
    expect(caller.kinds.filter((kind) => kind === 'coalesced')).toHaveLength(2);
  });

  test('one after the other are two: nothing is remembered', async () => {
    const { clock, transport, send } = coalescing();
    using caller = testCaller({ clock });
    for (const count of [1, 2]) {
      const sending = send(caller);
      expect(transport.exchanges).toHaveLength(count);
      transport.pending[0]?.answer(responseOf());
      await sending;
    }
  });

  test('share a failure too, which is not remembered either', async () => {
    const { clock, transport, send } = coalescing();
    using caller = testCaller({ clock });
    const sends = [send(caller), send(caller)];
    transport.pending[0]?.answer({ ok: false, failure: { kind: 'connection', code: 'ECONNRESET' } });
    expect((await Promise.all(sends)).map(({ ok }) => ok)).toEqual([false, false]);
    void send(caller);
    expect(transport.exchanges).toHaveLength(2);
  });

  test.each(['POST', 'PUT', 'PATCH', 'DELETE'])('%s are never one', async (method) => {
    const { clock, transport, send } = coalescing();
    using caller = testCaller({ clock });
    void send(caller, { method });
    void send(caller, { method });
    expect(transport.exchanges).toHaveLength(2);
  });
});

describe('what makes calls equal', () => {
  test.each<[string, UpstreamRequest]>([
    ['method', { ...get, method: 'HEAD' }],
    ['URL', { ...get, url: 'http://stub/?' }],
    ['body', { ...get, body: '' }],
    ['credentials', withHeader('authorization', 'ada')],
    ['language', withHeader('accept-language', 'de')],
    ['any header', withHeader('x-anything', '')],
  ])('another %s makes another call', (_, other) => {
    expect(keyOfRequest(other)).not.toBe(keyOfRequest(get));
  });

  test.each(['traceparent', 'tracestate', 'overlap-deadline-ms'])('our own %s makes no difference', (name) => {
    expect(keyOfRequest(withHeader(name, '1'))).toBe(keyOfRequest(get));
  });

  test('no part of a request can pass for another part', () => {
    const keys = [
      { ...get, headers: [['a', '1\n1:b1:2']] },
      {
        ...get,
        headers: [
          ['a', '1'],
          ['b', '2'],
        ],
      },
      { ...get, headers: [['a', '1']], body: '1:b1:2' },
      { ...get, body: '\n1:a1:1' },
      { ...get, headers: [['a', '1']] },
    ].map((request) => keyOfRequest(request as UpstreamRequest));
    expect(new Set(keys).size).toBe(keys.length);
  });
});

describe('a shared call', () => {
  test('goes on when its first caller leaves', async () => {
    const { clock, transport, send } = coalescing();
    using first = testCaller({ clock });
    using second = testCaller({ clock });
    const left = send(first);
    const stays = send(second);
    first.leave();
    expect(await left).toEqual({ ok: false, failure: { kind: 'aborted' } });
    expect(transport.pending).toHaveLength(1);
    transport.pending[0]?.answer(responseOf());
    expect((await stays).ok).toBe(true);
    expect(first.kinds.at(-1)).toBe('failed');
  });

  test('is stopped when its last caller leaves, and nobody joins it after that', async () => {
    const { clock, transport, send } = coalescing();
    using first = testCaller({ clock });
    using second = testCaller({ clock });
    const both = [send(first), send(second)];
    first.leave();
    second.leave();
    await Promise.all(both);
    expect(transport.pending).toHaveLength(0);
    using third = testCaller({ clock });
    void send(third);
    expect(transport.exchanges).toHaveLength(2);
  });

  test('lives under the latest deadline of those who wait; each is answered by its own', async () => {
    const { clock, transport, send } = coalescing();
    using short = testCaller({ clock, deadlineMs: 100 });
    using long = testCaller({ clock, deadlineMs: 300 });
    const hurried = send(short);
    const patient = send(long);
    await clock.advance(100);
    expect(await hurried).toEqual({ ok: false, failure: { kind: 'deadline' } });
    expect(transport.pending).toHaveLength(1);
    await clock.advance(200);
    expect(await patient).toEqual({ ok: false, failure: { kind: 'deadline' } });
    expect(transport.pending).toHaveLength(0);
  });

  test('is retried once for all, within the latest deadline', async () => {
    const { clock, transport, send } = coalescing({ retry: { maxAttempts: 2, budgetRatio: 0.2, idempotent: false } });
    using short = testCaller({ clock, deadlineMs: 500 });
    using long = testCaller({ clock, deadlineMs: 5_000 });
    void send(short);
    const patient = send(long);
    transport.pending[0]?.answer(responseOf(503, { 'retry-after': '1' }));
    await clock.advance(1_000);
    expect(transport.exchanges).toHaveLength(2);
    transport.pending[0]?.answer(responseOf());
    expect(await patient).toMatchObject({ ok: true, value: { status: 200 } });
  });

  test('takes nobody in once an unsafe call has begun, nor what began before it ended', async () => {
    const { clock, transport, send } = coalescing();
    using caller = testCaller({ clock });
    const before = send(caller);
    const writing = send(caller, { method: 'POST' });
    const during = send(caller);
    expect(transport.exchanges).toHaveLength(3);
    transport.exchanges[1]?.answer(responseOf(201));
    await writing;
    const after = send(caller);
    const together = send(caller);
    expect(transport.exchanges).toHaveLength(4);
    for (const exchange of transport.pending) exchange.answer(responseOf());
    expect((await Promise.all([before, during, after, together])).every(({ ok }) => ok)).toBe(true);
  });

  test('leaves no timer and no wait behind', async () => {
    const { clock, transport, send } = coalescing();
    using caller = testCaller({ clock });
    const sends = [send(caller), send(caller)];
    transport.pending[0]?.answer(responseOf());
    await Promise.all(sends);
    expect(clock.pendingTimers).toBe(1); // the deadline's
  });
});
