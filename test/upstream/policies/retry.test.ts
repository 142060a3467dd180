import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { awaited } from '../../../src/upstream/awaiting.ts';
import { Call } from '../../../src/upstream/call.ts';
import { fullJitterMs } from '../../../src/upstream/policies/backoff.ts';
import { createRetry, type RetryOptions } from '../../../src/upstream/policies/retry.ts';
import { earnRetry, fullBudget, spendRetry } from '../../../src/upstream/policies/retry-budget.ts';
import type { UpstreamOutcome, UpstreamRequest } from '../../../src/upstream/upstream.ts';
import type { UpstreamFailure } from '../../../src/upstream/upstream-error.ts';
import { createFakeClock } from '../../harness/fake-clock.ts';
import { createFakeTransport, failureOf, responseOf } from '../../harness/fake-transport.ts';
import { requestTo, testCaller } from '../../harness/upstream-call.ts';

const RESET = failureOf({ kind: 'connection', code: 'ECONNRESET' });

/** A retrying call over exchanges that are answered in this order, the last one again and again. */
function retrying(
  answers: readonly UpstreamOutcome[],
  options: Partial<RetryOptions> = {},
  request: Partial<UpstreamRequest> = {},
  deadlineMs = 10_000,
) {
  const clock = createFakeClock();
  const transport = createFakeTransport((_, index) => answers[Math.min(index, answers.length - 1)]);
  const policy = createRetry({ maxAttempts: 3, budgetRatio: 0.2, idempotent: false, ...options }, clock, () => 0.999);
  const send = awaited(policy(transport.send));
  const caller = testCaller({ clock, deadlineMs });
  const newCall = () =>
    new Call(requestTo('http://stub', '/', request), caller.context.deadline, caller.context.observe);
  const call = newCall();
  return { clock, transport, send, call, newCall, caller };
}

describe('what is tried again', () => {
  test.each<[string, UpstreamOutcome]>([
    ['a failed connection', RESET],
    ['an attempt timeout', failureOf({ kind: 'timeout', afterMs: 1 })],
    ...[408, 425, 429, 500, 502, 503, 504].map((status): [string, UpstreamOutcome] => [
      `a ${status}`,
      responseOf(status),
    ]),
  ])('%s', async (_, answer) => {
    const { clock, transport, send, call } = retrying([answer, responseOf()]);
    const sending = send(call);
    await clock.advance(100);
    expect(await sending).toMatchObject({ ok: true, value: { status: 200 } });
    expect(transport.exchanges).toHaveLength(2);
  });

  test.each<[string, UpstreamOutcome]>([
    ...[200, 302, 400, 401, 403, 404, 409, 422, 501, 505].map((status): [string, UpstreamOutcome] => [
      `a ${status}`,
      responseOf(status),
    ]),
    ...(['breaker', 'bulkhead', 'queue timeout', 'rate limit'] as const).map((by): [string, UpstreamOutcome] => [
      `a refusal by the ${by}`,
      failureOf({ kind: 'refused', by }),
    ]),
    ['a body that is too large', failureOf({ kind: 'too large', limitBytes: 1 })],
    ['a body that cannot be decoded', failureOf({ kind: 'undecodable', reason: '' })],
    ['the deadline', failureOf({ kind: 'deadline' })],
  ])('not %s', async (_, answer) => {
    const { transport, send, call } = retrying([answer]);
    expect(await send(call)).toBe(answer);
    expect(transport.exchanges).toHaveLength(1);
  });

  test.each(['POST', 'PUT', 'PATCH', 'DELETE'])('not a %s, unless repeating is declared harmless', async (method) => {
    const careful = retrying([RESET, responseOf()], {}, { method });
    expect(await careful.send(careful.call)).toBe(RESET);
    const declared = retrying([RESET, responseOf()], { idempotent: true }, { method });
    const sending = declared.send(declared.call);
    await declared.clock.advance(100);
    expect((await sending).ok).toBe(true);
  });
});

describe('how often', () => {
  test('so many attempts in all, and the last answer stands', async () => {
    const { clock, transport, send, call } = retrying([RESET, responseOf(500), responseOf(503)]);
    const sending = send(call);
    await clock.advance(5_000);
    expect(await sending).toMatchObject({ ok: true, value: { status: 503 } });
    expect(transport.exchanges).toHaveLength(3);
  });

  test('a retry that is refused leaves the answer before it standing', async () => {
    const { clock, send, call } = retrying([responseOf(503), failureOf({ kind: 'refused', by: 'breaker' })]);
    const sending = send(call);
    await clock.advance(5_000);
    expect(await sending).toMatchObject({ ok: true, value: { status: 503 } });
  });

  test('when everything fails, the load grows by the budget’s share and not by double', async () => {
    const { clock, transport, send, newCall } = retrying([RESET], { maxAttempts: 2 }, {}, 1_000_000);
    for (let index = 0; index < 1000; index += 1) {
      const sending = send(newCall());
      await clock.advance(0);
      await clock.advance(60);
      await sending;
    }
    expect(transport.exchanges.length).toBeGreaterThan(1190);
    expect(transport.exchanges.length).toBeLessThanOrEqual(1000 + 200 + 10);
  });

  test('a budget earns its share and saves no more than its maximum', () => {
    const options = { ratio: 0.5, maxTokens: 2 };
    const empty = spendRetry(spendRetry(fullBudget(options)) ?? { tokens: 0 }) ?? { tokens: -1 };
    expect(empty).toEqual({ tokens: 0 });
    expect(spendRetry(empty)).toBeUndefined();
    expect(spendRetry(earnRetry(empty, options))).toBeUndefined();
    expect(spendRetry(earnRetry(earnRetry(empty, options), options))).toEqual({ tokens: 0 });
    expect(earnRetry({ tokens: 2 }, options)).toEqual({ tokens: 2 });
  });
});

describe('when', () => {
  test('pauses are anywhere between nothing and a bound that doubles up to a limit', () => {
    const backoff = { baseMs: 50, maxMs: 300 };
    expect([1, 2, 3, 4, 50].map((retry) => fullJitterMs(retry, backoff, 1))).toEqual([50, 100, 200, 300, 300]);
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 2000 }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (retry, random) => {
          const pauseMs = fullJitterMs(retry, backoff, random);
          return pauseMs >= 0 && pauseMs <= 300;
        },
      ),
    );
  });

  test('not before the server’s Retry-After', async () => {
    const { clock, transport, send, call } = retrying([responseOf(429, { 'retry-after': '2' }), responseOf()]);
    const sending = send(call);
    await clock.advance(1_999);
    expect(transport.exchanges).toHaveLength(1);
    await clock.advance(1);
    expect((await sending).ok && transport.exchanges.length).toBe(2);
  });

  test.each([{ 'retry-after': '10' }, { 'retry-after': '3600' }])(
    'not when the deadline leaves no time for it: %j',
    async (headers) => {
      const { transport, send, call } = retrying([responseOf(503, headers)]);
      expect(await send(call)).toMatchObject({ ok: true, value: { status: 503 } });
      expect(transport.exchanges).toHaveLength(1);
    },
  );

  test('a call that is stopped in its pause ends at once and sends nothing more', async () => {
    const { clock, transport, send, call, caller } = retrying([responseOf(503, { 'retry-after': '5' })]);
    const sending = send(call);
    await clock.advance(1_000);
    const failure: UpstreamFailure = { kind: 'aborted' };
    call.stop(failure);
    await sending;
    await clock.advance(8_000);
    expect(transport.exchanges).toHaveLength(1);
    expect(caller.events).toMatchObject([{ kind: 'failed', failure }]);
    expect(clock.pendingTimers).toBe(1); // the deadline's
  });
});
