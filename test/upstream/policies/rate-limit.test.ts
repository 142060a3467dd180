import { describe, expect, test } from 'vitest';
import type { Clock } from '../../../src/time/clock.ts';
import { awaited } from '../../../src/upstream/awaiting.ts';
import { Call, type Policy } from '../../../src/upstream/call.ts';
import { readAnnouncedLimit } from '../../../src/upstream/policies/announced-limit.ts';
import { createAnnouncedRateLimit, createRateLimit } from '../../../src/upstream/policies/rate-limit.ts';
import { createFakeClock } from '../../harness/fake-clock.ts';
import { createFakeTransport, type FakeTransport, responseOf } from '../../harness/fake-transport.ts';
import { requestTo, testCaller } from '../../harness/upstream-call.ts';

function limited(
  policyOf: (clock: Clock) => Policy,
  transport: FakeTransport = createFakeTransport(() => responseOf()),
) {
  const clock = createFakeClock();
  const send = awaited(policyOf(clock)(transport.send));
  const caller = testCaller({ clock, deadlineMs: 60_000 });
  const newCall = (headers: readonly (readonly [string, string])[] = []) =>
    new Call(requestTo('http://stub', '/', { headers }), caller.context.deadline, caller.context.observe);
  return { clock, transport, send, newCall, caller };
}

describe('a limit of ours', () => {
  const tenPerSecond = (clock: Clock) => createRateLimit({ perSecond: 10, burst: 3 }, 500, clock);

  test('lets a burst through, and then one call after the other, in their order', async () => {
    const { clock, transport, send, newCall } = limited(tenPerSecond);
    const sends = Array.from({ length: 6 }, () => send(newCall()));
    await clock.advance(0);
    expect(transport.exchanges).toHaveLength(3);
    for (const sent of [4, 5, 6]) {
      await clock.advance(99);
      expect(transport.exchanges).toHaveLength(sent - 1);
      await clock.advance(1);
      expect(transport.exchanges).toHaveLength(sent);
    }
    expect((await Promise.all(sends)).every(({ ok }) => ok)).toBe(true);
  });

  test('over time it is never exceeded, and never left unused', async () => {
    const { clock, transport, send, newCall } = limited(tenPerSecond);
    for (let tick = 0; tick < 100; tick += 1) {
      void send(newCall());
      void send(newCall());
      await clock.advance(100);
    }
    expect(transport.exchanges.length).toBeGreaterThanOrEqual(100);
    expect(transport.exchanges.length).toBeLessThanOrEqual(104);
  });

  test('refuses a call that would have to wait too long, and says how long', async () => {
    const { send, newCall } = limited(tenPerSecond);
    for (let index = 0; index < 8; index += 1) void send(newCall());
    const failure = { kind: 'refused', by: 'rate limit', retryAfterMs: 600 };
    expect(await send(newCall())).toEqual({ ok: false, failure });
  });

  test('a call that is stopped while it waits gives its turn back', async () => {
    const { clock, transport, send, newCall } = limited(tenPerSecond);
    for (let index = 0; index < 3; index += 1) void send(newCall());
    const leaver = newCall();
    const leaving = send(leaver);
    leaver.stop({ kind: 'aborted' });
    expect(await leaving).toEqual({ ok: false, failure: { kind: 'aborted' } });
    void send(newCall());
    await clock.advance(100);
    expect(transport.exchanges).toHaveLength(4);
    expect(clock.pendingTimers).toBe(1); // the deadline's
  });
});

describe('a limit that the server announces', () => {
  const policy = (clock: Clock) => createAnnouncedRateLimit(2_000, clock);
  /** A server that allows so many calls per second and says so. */
  const server = (perSecond: number) => {
    let left = perSecond;
    const transport = createFakeTransport(() => {
      left -= 1;
      if (left < 0) return responseOf(429, { 'retry-after': '1' });
      return responseOf(200, { 'ratelimit-remaining': String(left), 'ratelimit-reset': '1' });
    });
    const renew = () => {
      left = perSecond;
    };
    return { transport, renew };
  };

  test('is kept, so that the server never has to refuse', async () => {
    const { transport, renew } = server(5);
    const { clock, send, newCall } = limited(policy, transport);
    const first = [];
    for (let index = 0; index < 5; index += 1) first.push(await send(newCall()));
    const later = [send(newCall()), send(newCall()), send(newCall())];
    await clock.advance(999);
    expect(transport.exchanges).toHaveLength(5);
    renew();
    await clock.advance(200);
    const outcomes = [...first, ...(await Promise.all(later))];
    expect(outcomes.every((outcome) => outcome.ok && outcome.value.status === 200)).toBe(true);
  });

  test('counts the calls that its last answer cannot know of', async () => {
    const transport = createFakeTransport();
    const { clock, send, newCall } = limited(policy, transport);
    void send(newCall());
    void send(newCall());
    void send(newCall());
    transport.exchanges[0]?.answer(responseOf(200, { 'ratelimit-remaining': '3', 'ratelimit-reset': '30' }));
    await clock.advance(0);
    void send(newCall());
    void send(newCall());
    await clock.advance(10);
    expect(transport.exchanges).toHaveLength(4);
  });

  test('an older answer is no news, and a newer one lets the waiting go', async () => {
    const transport = createFakeTransport();
    const { clock, send, newCall } = limited(policy, transport);
    void send(newCall());
    void send(newCall());
    transport.exchanges[1]?.answer(responseOf(200, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '30' }));
    await clock.advance(0);
    void send(newCall());
    transport.exchanges[0]?.answer(responseOf(200, { 'x-ratelimit-remaining': '7', 'x-ratelimit-reset': '30' }));
    await clock.advance(15);
    expect(transport.exchanges).toHaveLength(2);
  });

  test('after a 429 nothing is sent before its Retry-After; then one call goes first, and the rest when it is answered', async () => {
    const transport = createFakeTransport();
    const { clock, send, newCall } = limited(policy, transport);
    void send(newCall());
    transport.exchanges[0]?.answer(responseOf(429, { 'retry-after': '1' }));
    await clock.advance(0);
    const waiting = [send(newCall()), send(newCall()), send(newCall())];
    await clock.advance(999);
    expect(transport.exchanges).toHaveLength(1);
    await clock.advance(1);
    expect(transport.exchanges).toHaveLength(2);
    transport.exchanges[1]?.answer(responseOf());
    await clock.advance(20);
    expect(transport.exchanges).toHaveLength(4);
    for (const exchange of transport.pending) exchange.answer(responseOf());
    expect((await Promise.all(waiting)).every(({ ok }) => ok)).toBe(true);
  });

  test('a wait that would be too long is refused at once, with the time', async () => {
    const { send, newCall } = limited(
      policy,
      createFakeTransport(() => responseOf(429, { 'retry-after': '30' })),
    );
    await send(newCall());
    const failure = { kind: 'refused', by: 'rate limit', retryAfterMs: 30_000 };
    expect(await send(newCall())).toEqual({ ok: false, failure });
  });

  test('counts for one user’s credentials and not for another’s', async () => {
    const { send, newCall } = limited(
      policy,
      createFakeTransport(() => responseOf(429, { 'retry-after': '30' })),
    );
    await send(newCall([['authorization', 'ada']]));
    expect(await send(newCall([['authorization', 'ada']]))).toMatchObject({ ok: false });
    expect(await send(newCall([['authorization', 'bob']]))).toMatchObject({ ok: true });
  });
});

describe('announcements', () => {
  const NOW = Date.UTC(2026, 10, 20);
  const read = (headers: Record<string, string>, status = 200) => {
    const outcome = responseOf(status, headers);
    return outcome.ok ? readAnnouncedLimit(outcome.value, NOW) : undefined;
  };

  test.each<[Record<string, string>, { remaining: number; resetMs: number }]>([
    [{ ratelimit: '"default";r=50;t=30' }, { remaining: 50, resetMs: 30_000 }],
    [{ ratelimit: '"burst";r=5;t=1, "daily";r=2;t=600' }, { remaining: 2, resetMs: 600_000 }],
    [{ ratelimit: '"a";r=0;t=1, "b";r=0;t=60' }, { remaining: 0, resetMs: 60_000 }],
    [{ ratelimit: 'limit=100, remaining=50, reset=30' }, { remaining: 50, resetMs: 30_000 }],
    [
      { 'ratelimit-remaining': '7', 'ratelimit-reset': '12' },
      { remaining: 7, resetMs: 12_000 },
    ],
    [
      { 'x-ratelimit-remaining': '7', 'x-ratelimit-reset': '0.5' },
      { remaining: 7, resetMs: 500 },
    ],
    [
      { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(NOW / 1000 + 9) },
      { remaining: 0, resetMs: 9_000 },
    ],
    [
      { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(NOW + 9_000) },
      { remaining: 0, resetMs: 9_000 },
    ],
    [
      { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(NOW / 1000 - 9) },
      { remaining: 0, resetMs: 0 },
    ],
    [
      { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '86400' },
      { remaining: 0, resetMs: 3_600_000 },
    ],
  ])('%j', (headers, limit) => {
    expect(read(headers)).toEqual(limit);
  });

  test.each<Record<string, string>>([
    {},
    { ratelimit: 'nonsense' },
    { 'ratelimit-remaining': '7' },
    { 'x-ratelimit-remaining': 'many', 'x-ratelimit-reset': 'soon' },
    { 'retry-after': '5' },
  ])('%j announces nothing', (headers) => {
    expect(read(headers)).toBeUndefined();
  });

  test('a 429 means that nothing is left, until its Retry-After or its reset', () => {
    expect(read({ 'retry-after': '5', 'ratelimit-remaining': '3', 'ratelimit-reset': '9' }, 429)).toEqual({
      remaining: 0,
      resetMs: 5_000,
    });
    expect(read({ 'ratelimit-remaining': '3', 'ratelimit-reset': '9' }, 429)).toEqual({ remaining: 0, resetMs: 9_000 });
    expect(read({}, 429)).toBeUndefined();
  });
});
