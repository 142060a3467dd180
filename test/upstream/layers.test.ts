import { describe, expect, test } from 'vitest';
import { awaiting } from '../../src/upstream/awaiting.ts';
import type { Policy } from '../../src/upstream/call.ts';
import { composePipeline, type PipelineOptions } from '../../src/upstream/pipeline.ts';
import { sendInstead } from '../../src/upstream/send-instead.ts';
import { createFakeClock } from '../harness/fake-clock.ts';
import { createFakeTransport, failureOf, responseOf } from '../harness/fake-transport.ts';
import { requestTo, testCaller } from '../harness/upstream-call.ts';

const OPTIONS: PipelineOptions = { attemptTimeoutMs: 1_000, queueTimeoutMs: 1_000, maxConnections: 10, maxQueued: 10 };
const CACHE = { maxBytes: 1_000_000, staleIfErrorMs: 600_000, staleWhileRevalidateMs: 0 };
const FRESH = { 'cache-control': 'max-age=60' };

function world(options: Partial<PipelineOptions>, rule?: Parameters<typeof createFakeTransport>[0]) {
  const clock = createFakeClock();
  const transport = createFakeTransport(rule);
  const send = composePipeline({ ...OPTIONS, ...options }, transport.send, clock);
  const ask = async (path = '/', deadlineMs = 100_000) => {
    using caller = testCaller({ clock, deadlineMs });
    const outcome = await send(requestTo('http://stub', path), caller.context);
    return { outcome, kinds: caller.kinds };
  };
  return { clock, transport, ask };
}

/** Signs every call with another number. */
function signing(): Policy {
  let count = 0;
  return awaiting((send) => (call) => {
    count += 1;
    const headers = [...call.request.headers, ['authorization', `Bearer ${count}`] as const];
    return sendInstead(call, { ...call.request, headers }, send);
  });
}

describe('the cache', () => {
  test('stands above all that takes time: a hit needs no place, no token and no well source', async () => {
    const { transport, ask } = world(
      { cache: CACHE, credentials: signing(), rateLimit: { perSecond: 0.001, burst: 1 } },
      () => responseOf(200, FRESH),
    );
    await ask();
    expect((await ask()).kinds).toEqual(['cache']);
    expect(transport.exchanges).toHaveLength(1);
  });

  test('is filled once by those who share a call', async () => {
    const { clock, transport, ask } = world({ cache: CACHE, coalesce: true });
    const sharing = [ask(), ask(), ask()];
    await clock.advance(1);
    expect(transport.exchanges).toHaveLength(1);
    transport.exchanges[0]?.answer(responseOf(200, FRESH));
    for (const { outcome } of await Promise.all(sharing)) expect(outcome.ok).toBe(true);
    expect((await ask()).kinds).toEqual(['cache']);
  });

  test('gives a stale answer only after the retries', async () => {
    const retry = { maxAttempts: 2, budgetRatio: 0.2, idempotent: false };
    const { clock, transport, ask } = world({ cache: CACHE, retry }, (_, index) =>
      index === 0 ? responseOf(200, FRESH, 'kept') : responseOf(503),
    );
    await ask();
    await clock.advance(61_000);
    const asking = ask();
    await clock.advance(2_000);
    expect((await asking).outcome).toMatchObject({ ok: true, value: { status: 200 } });
    expect(transport.exchanges).toHaveLength(3);
  });

  test('keeps a refresh going when the caller who began it has left', async () => {
    const { clock, transport, ask } = world({ cache: { ...CACHE, staleWhileRevalidateMs: 60_000 } }, (_, index) =>
      index === 0 ? responseOf(200, FRESH) : undefined,
    );
    await ask();
    await clock.advance(61_000);
    await ask('/', 1);
    await clock.advance(100);
    expect(transport.pending).toHaveLength(1);
    transport.pending[0]?.answer(responseOf(200, FRESH));
    await clock.advance(1);
    expect((await ask()).kinds).toEqual(['cache']);
  });
});

describe('credentials of the source', () => {
  test('stand below those who share: they change no key', async () => {
    const { clock, transport, ask } = world({ cache: CACHE, coalesce: true, credentials: signing() });
    const sharing = [ask(), ask()];
    await clock.advance(1);
    expect(transport.exchanges).toHaveLength(1);
    transport.exchanges[0]?.answer(responseOf(200, FRESH));
    await Promise.all(sharing);
    expect((await ask()).kinds).toEqual(['cache']);
  });
});

describe('a hedge', () => {
  const hedge = { after: { kind: 'delay', ms: 50 }, budgetRatio: 0.05, idempotent: false } as const;

  test('stands below retries: a retry may be hedged too', async () => {
    const retry = { maxAttempts: 2, budgetRatio: 0.2, idempotent: false };
    const { clock, transport, ask } = world({ hedge, retry });
    const asking = ask();
    await clock.advance(1);
    transport.exchanges[0]?.answer(failureOf({ kind: 'connection', code: 'ECONNRESET' }));
    await clock.advance(120);
    expect(transport.exchanges).toHaveLength(3);
    transport.exchanges[2]?.answer(responseOf());
    expect((await asking).outcome.ok).toBe(true);
    expect(transport.pending).toHaveLength(0);
  });

  test('takes a place of its own, and gives it back when it is beaten', async () => {
    const { clock, transport, ask } = world({ hedge, maxConnections: 2 });
    const first = ask('/a');
    await clock.advance(60);
    const waiting = ask('/b');
    await clock.advance(10);
    expect(transport.exchanges).toHaveLength(2);
    transport.exchanges[1]?.answer(responseOf());
    await first;
    await clock.advance(0);
    expect(transport.exchanges[2]?.call.request.url).toBe('http://stub/b');
    transport.exchanges[2]?.answer(responseOf());
    await waiting;
  });
});
