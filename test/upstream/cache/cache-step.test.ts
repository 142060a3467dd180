import { describe, expect, test } from 'vitest';
import { createCoalesce } from '../../../src/upstream/policies/coalesce.ts';
import { failureOf, responseOf } from '../../harness/fake-transport.ts';
import { caching, headersOf, inTurn, numbered } from './caching.ts';

const SECOND = 1_000;
const DATE = 'Thu, 01 Jan 2026 00:00:00 GMT';

describe('a fresh answer', () => {
  test('is given again without asking, with its age', async () => {
    const { clock, transport, ask } = caching(numbered({ 'cache-control': 'max-age=60' }));
    expect(await ask()).toMatchObject({ text: 'answer 0', cache: 'overlap; fwd=uri-miss; stored', kind: 'miss' });
    await clock.advance(18.4 * SECOND);
    const again = await ask();
    expect(again).toMatchObject({ text: 'answer 0', cache: 'overlap; hit; ttl=41', kind: 'hit' });
    expect(again.outcome.ok && again.outcome.value.headers.get('age')).toEqual(['18']);
    expect(transport.exchanges).toHaveLength(1);
  });

  test('is the same object as long as its age is the same', async () => {
    const { clock, ask } = caching(numbered({ 'cache-control': 'max-age=60' }));
    await ask();
    const [one, two] = [await ask(), await ask()];
    expect(one.outcome.ok && two.outcome.ok && one.outcome.value === two.outcome.value).toBe(true);
    await clock.advance(SECOND);
    const three = await ask();
    expect(three.outcome.ok && three.outcome.value.headers.get('age')).toEqual(['1']);
  });

  test('is stale when its lifetime is over, and asked for anew', async () => {
    const { clock, ask } = caching(numbered({ 'cache-control': 'max-age=60' }));
    await ask();
    await clock.advance(60 * SECOND);
    expect(await ask()).toMatchObject({ text: 'answer 1', cache: 'overlap; fwd=stale; fwd-status=200; stored' });
    expect(await ask()).toMatchObject({ text: 'answer 1', kind: 'hit' });
  });

  test('has spent part of its lifetime when it comes with an age', async () => {
    const { clock, ask } = caching(numbered({ 'cache-control': 'max-age=60', age: '50' }));
    await ask();
    expect((await ask()).cache).toBe('overlap; hit; ttl=10');
    await clock.advance(10 * SECOND);
    expect((await ask()).text).toBe('answer 1');
  });

  test('may be fresh by Expires', async () => {
    const { ask } = caching(numbered({ date: DATE, expires: 'Thu, 01 Jan 2026 00:00:30 GMT' }));
    await ask();
    expect((await ask()).cache).toBe('overlap; hit; ttl=30');
  });

  test('is used until its lifetime is over even if it must be revalidated then', async () => {
    const { clock, ask } = caching(numbered({ 'cache-control': 'max-age=60, must-revalidate' }));
    await ask();
    expect((await ask()).kind).toBe('hit');
    await clock.advance(60 * SECOND);
    expect((await ask()).text).toBe('answer 1');
  });
});

describe('what is not kept', () => {
  test.each<[string, number, Record<string, string>]>([
    ['an answer that says nothing', 200, {}],
    ['a long unchanged answer: no heuristics', 200, { date: DATE, 'content-type': 'text/plain' }],
    ['no-store', 200, { 'cache-control': 'max-age=60, no-store' }],
    ['No-Store, however it is spelt', 200, { 'cache-control': 'Max-Age=60, No-Store' }],
    ['a cookie', 200, { 'cache-control': 'public, max-age=60', 'set-cookie': 'a=b' }],
    ['a part', 206, { 'cache-control': 'max-age=60', 'content-range': 'bytes 0-1/9' }],
    ['an error of the server', 503, { 'cache-control': 'max-age=60' }],
    ['what varies with everything', 200, { 'cache-control': 'max-age=60', vary: 'accept, *' }],
    ['private, when nothing tells callers apart', 200, { 'cache-control': 'private, max-age=60' }],
    ['private with a quoted list', 200, { 'cache-control': 'private="x-a, x-b", max-age=60' }],
    ['an unreadable lifetime', 200, { 'cache-control': 'max-age=soon' }],
    ['lifetimes that contradict each other', 200, { 'cache-control': 'max-age=60, max-age=0' }],
    ['immutable without a lifetime', 200, { 'cache-control': 'immutable' }],
    ['Expires: 0', 200, { expires: '0' }],
  ])('%s', async (_, status, headers) => {
    const { transport, ask } = caching(numbered(headers, status));
    expect((await ask()).cache).toBe('overlap; fwd=uri-miss');
    expect((await ask()).text).toBe('answer 1');
    expect(transport.exchanges).toHaveLength(2);
  });

  test('an answer that was cut off', async () => {
    const { ask } = caching(
      inTurn(
        () => failureOf({ kind: 'connection', code: 'UND_ERR_SOCKET' }),
        numbered({ 'cache-control': 'max-age=60' }),
      ),
    );
    expect((await ask()).outcome.ok).toBe(false);
    expect((await ask()).text).toBe('answer 1');
  });

  test.each(['range', 'if-none-match', 'if-modified-since', 'if-match', 'if-unmodified-since', 'if-range'])(
    'the answer to a request with %s, nor is it answered from the cache',
    async (name) => {
      const { ask } = caching(numbered({ 'cache-control': 'max-age=60' }));
      const request = { headers: [[name, 'x']] } as const;
      await ask();
      expect(await ask('/', request)).toMatchObject({ text: 'answer 1', cache: 'overlap; fwd=bypass' });
      expect((await ask('/', request)).text).toBe('answer 2');
    },
  );

  test('an answer of another kind: it replaces what was kept', async () => {
    const { clock, ask } = caching(
      inTurn(numbered({ 'cache-control': 'max-age=1' }), numbered({ 'cache-control': 'no-store' })),
      { staleIfErrorMs: 60 * SECOND },
    );
    await ask();
    await clock.advance(2 * SECOND);
    await ask();
    expect((await ask()).cache).toBe('overlap; fwd=uri-miss');
  });
});

describe('what a request says', () => {
  const cases: readonly [string, string, string][] = [
    ['no-cache', 'overlap; fwd=request; fwd-status=200', 'miss'],
    ['max-age=5', 'overlap; fwd=request', 'miss'],
    ['min-fresh=55', 'overlap; fwd=request', 'miss'],
    ['max-age=30', 'overlap; hit; ttl=50', 'hit'],
    ['no-store', 'overlap; fwd=bypass', 'bypass'],
  ];
  test.each(cases)('Cache-Control: %s', async (directive, status, kind) => {
    const { clock, ask } = caching(numbered({ 'cache-control': 'max-age=60' }));
    const request = { headers: [['cache-control', directive]] } as const;
    // The directive is part of the key, so the first call that carries it finds nothing.
    await ask('/', request);
    await clock.advance(10 * SECOND);
    const got = await ask('/', request);
    expect(got.kind).toBe(kind);
    expect(got.cache).toContain(status.replace('; fwd-status=200', ''));
  });
});

describe('a stale answer with a validator', () => {
  const kept = { 'cache-control': 'max-age=60', etag: '"v1"', 'last-modified': DATE, 'x-first': '1' };

  test('is given again, and anew fresh, when the server confirms it; the headers of the 304 are merged', async () => {
    const confirm = responseOf(304, { 'cache-control': 'max-age=120', 'x-second': '2', 'content-length': '0' });
    const { clock, transport, ask } = caching(inTurn(numbered(kept), () => confirm));
    await ask();
    await clock.advance(61 * SECOND);
    const got = await ask();
    expect(got).toMatchObject({
      text: 'answer 0',
      kind: 'revalidated',
      cache: 'overlap; fwd=stale; fwd-status=304; stored',
    });
    expect(got.outcome.ok && Object.fromEntries(got.outcome.value.headers)).toEqual({
      'cache-control': ['max-age=120'],
      etag: ['"v1"'],
      'last-modified': [DATE],
      'x-first': ['1'],
      'x-second': ['2'],
    });
    expect(headersOf(transport.exchanges[1]?.call)).toEqual({ 'if-none-match': '"v1"', 'if-modified-since': DATE });
    expect((await ask()).cache).toBe('overlap; hit; ttl=120');
  });

  test('gives way to a new one', async () => {
    const { clock, ask } = caching(inTurn(numbered(kept), numbered({ ...kept, etag: '"v2"' })));
    await ask();
    await clock.advance(61 * SECOND);
    expect(await ask()).toMatchObject({ text: 'answer 1', cache: 'overlap; fwd=stale; fwd-status=200; stored' });
    expect((await ask()).text).toBe('answer 1');
  });

  test('needs no lifetime: it is asked about each time', async () => {
    const { transport, ask } = caching(inTurn(numbered({ etag: 'W/"v1"' }), () => responseOf(304, { etag: 'W/"v1"' })));
    await ask();
    expect(await ask()).toMatchObject({ text: 'answer 0', kind: 'revalidated' });
    expect(await ask()).toMatchObject({ text: 'answer 0', kind: 'revalidated' });
    expect(headersOf(transport.exchanges[2]?.call)).toEqual({ 'if-none-match': 'W/"v1"' });
  });

  test('is not confirmed by a 304 about another one: the answer is asked for without conditions', async () => {
    const other = () => responseOf(304, { etag: '"v7"' });
    const { clock, transport, ask } = caching(inTurn(numbered(kept), other, numbered(kept)));
    await ask();
    await clock.advance(61 * SECOND);
    expect((await ask()).text).toBe('answer 2');
    expect(headersOf(transport.exchanges[2]?.call)).toEqual({});
  });

  test('is dropped when the 304 forbids to keep it', async () => {
    const { clock, ask } = caching(
      inTurn(numbered(kept), () => responseOf(304, { 'cache-control': 'no-store' }), numbered(kept)),
    );
    await ask();
    await clock.advance(61 * SECOND);
    expect((await ask()).text).toBe('answer 0');
    expect(await ask()).toMatchObject({ text: 'answer 2', cache: 'overlap; fwd=uri-miss; stored' });
  });

  test('is asked about once by all who need it at the same time', async () => {
    const { clock, transport, start } = caching(
      inTurn(numbered(kept), () => undefined),
      {
        between: (send, time) => createCoalesce(time)(send),
      },
    );
    await start().got;
    await clock.advance(61 * SECOND);
    const waiting = Array.from({ length: 20 }, () => start().got);
    await clock.advance(1);
    expect(transport.exchanges).toHaveLength(2);
    transport.exchanges[1]?.answer(responseOf(304));
    expect((await Promise.all(waiting)).map(({ text }) => text)).toEqual(Array(20).fill('answer 0'));
  });

  test('stops being asked about when its caller leaves', async () => {
    const { clock, transport, start } = caching(inTurn(numbered(kept), () => undefined));
    await start().got;
    await clock.advance(61 * SECOND);
    const { call, got } = start();
    await clock.advance(1);
    expect(transport.pending).toHaveLength(1);
    call.stop({ kind: 'aborted' });
    expect((await got).outcome).toEqual(failureOf({ kind: 'aborted' }));
    expect(transport.pending).toHaveLength(0);
  });
});

describe('stale-while-revalidate', () => {
  const sent = { 'cache-control': 'max-age=60, stale-while-revalidate=30' };

  test('answers at once and refreshes behind the caller, one refresh at a time', async () => {
    const { clock, transport, ask } = caching(inTurn(numbered(sent), () => undefined));
    await ask();
    await clock.advance(65 * SECOND);
    const stale = await Promise.all([ask(), ask(), ask()]);
    for (const got of stale) {
      expect(got).toMatchObject({
        text: 'answer 0',
        kind: 'stale',
        cache: 'overlap; hit; ttl=-5; detail=stale-while-revalidate',
      });
    }
    expect(transport.exchanges).toHaveLength(2);
    transport.exchanges[1]?.answer(responseOf(200, sent, 'new'));
    await clock.advance(1);
    expect(await ask()).toMatchObject({ text: 'new', kind: 'hit' });
  });

  test('is over when its time is over', async () => {
    const { clock, ask } = caching(numbered(sent));
    await ask();
    await clock.advance(90 * SECOND);
    expect(await ask()).toMatchObject({ text: 'answer 1', kind: 'miss' });
  });

  test('may be allowed by the settings, but not against must-revalidate', async () => {
    const allowed = caching(numbered({ 'cache-control': 'max-age=60' }), { staleWhileRevalidateMs: 30 * SECOND });
    await allowed.ask();
    await allowed.clock.advance(65 * SECOND);
    expect((await allowed.ask()).kind).toBe('stale');
    const rule = numbered({ 'cache-control': 'max-age=60, must-revalidate' });
    const forbidden = caching(rule, { staleWhileRevalidateMs: 30 * SECOND });
    await forbidden.ask();
    await forbidden.clock.advance(65 * SECOND);
    expect((await forbidden.ask()).text).toBe('answer 1');
  });

  test('needs no lifetime', async () => {
    const { ask } = caching(numbered({ 'cache-control': 'max-age=0, stale-while-revalidate=60' }));
    await ask();
    expect(await ask()).toMatchObject({ text: 'answer 0', kind: 'stale' });
  });

  test('leaves nothing behind, whether the refresh succeeds, fails or hangs', async () => {
    const { clock, transport, ask } = caching(inTurn(numbered(sent), () => undefined));
    await ask();
    const timers = () => clock.pendingTimers;
    await clock.advance(61 * SECOND);
    const before = timers();
    await ask();
    const deadline = 1; // the caller's own
    expect(timers()).toBe(before + deadline + 1);
    await clock.advance(5 * SECOND); // the refresh's own limit
    expect(transport.pending).toHaveLength(0);
    expect(timers()).toBeLessThanOrEqual(before + deadline);
    await ask();
    transport.exchanges[2]?.answer(failureOf({ kind: 'connection', code: 'ECONNRESET' }));
    await clock.advance(1);
    await ask();
    transport.exchanges[3]?.answer(responseOf(200, sent, 'new'));
    await clock.advance(1);
    expect(transport.exchanges).toHaveLength(4);
    expect(await ask()).toMatchObject({ text: 'new', kind: 'hit' });
  });
});

describe('stale-if-error', () => {
  const sent = { 'cache-control': 'max-age=60, stale-if-error=600' };

  test.each([
    ['a 500', responseOf(500), 'overlap; fwd=stale; fwd-status=500; ttl=-1; detail=stale-if-error'],
    ['a 503', responseOf(503), 'overlap; fwd=stale; fwd-status=503; ttl=-1; detail=stale-if-error'],
    ['a timeout', failureOf({ kind: 'timeout', afterMs: 1 }), 'overlap; fwd=stale; ttl=-1; detail=stale-if-error'],
    [
      'an open breaker',
      failureOf({ kind: 'refused', by: 'breaker' }),
      'overlap; fwd=stale; ttl=-1; detail=stale-if-error',
    ],
  ])('gives the kept answer instead of %s', async (_, error, cache) => {
    const { clock, ask } = caching(inTurn(numbered(sent), () => error));
    await ask();
    await clock.advance(61 * SECOND);
    expect(await ask()).toMatchObject({ text: 'answer 0', kind: 'stale', cache });
    await clock.advance(10 * 60 * SECOND);
    expect((await ask()).outcome).toEqual(error);
  });

  test.each([
    ['a 404', responseOf(404)],
    ['a deadline', failureOf({ kind: 'deadline' })],
    ['a caller who left', failureOf({ kind: 'aborted' })],
  ])('does not hide %s', async (_, answer) => {
    const { clock, ask } = caching(inTurn(numbered(sent), () => answer));
    await ask();
    await clock.advance(61 * SECOND);
    expect((await ask()).outcome).toEqual(answer);
  });

  test('may be allowed by the settings, but not against no-cache', async () => {
    const answers = (control: string) =>
      inTurn(numbered({ 'cache-control': control, etag: '"v1"' }), () => responseOf(503));
    const allowed = caching(answers('max-age=60'), { staleIfErrorMs: 600 * SECOND });
    await allowed.ask();
    await allowed.clock.advance(61 * SECOND);
    expect((await allowed.ask()).text).toBe('answer 0');
    const forbidden = caching(answers('no-cache'), { staleIfErrorMs: 600 * SECOND });
    await forbidden.ask();
    expect((await forbidden.ask()).outcome).toMatchObject({ value: { status: 503 } });
  });

  test('that is set needs nothing of the answer but success', async () => {
    const { clock, ask } = caching(
      inTurn(numbered({}), () => responseOf(503)),
      { staleIfErrorMs: 60 * SECOND },
    );
    await ask();
    await clock.advance(30 * SECOND);
    expect(await ask()).toMatchObject({ text: 'answer 0', kind: 'stale' });
    await clock.advance(31 * SECOND);
    expect((await ask()).outcome).toMatchObject({ value: { status: 503 } });
  });

  test('is off unless sent or set', async () => {
    const { clock, ask } = caching(inTurn(numbered({ 'cache-control': 'max-age=60' }), () => responseOf(503)));
    await ask();
    await clock.advance(61 * SECOND);
    expect((await ask()).outcome).toMatchObject({ value: { status: 503 } });
  });
});

describe('an unsafe call', () => {
  const rule = numbered({ 'cache-control': 'max-age=60' });

  test.each([
    ['succeeds', responseOf(200)],
    ['fails', responseOf(500)],
    ['is cut off', failureOf({ kind: 'connection', code: 'ECONNRESET' })],
  ])('drops all variants kept of its URL when it %s', async (_, answer) => {
    const { ask } = caching((call, index) => (call.request.method === 'POST' ? answer : rule(call, index)));
    const german = { headers: [['accept-language', 'de']] } as const;
    await ask('/users');
    await ask('/users', german);
    await ask('/users?page=2');
    await ask('/users', { method: 'POST' });
    expect((await ask('/users')).kind).toBe('miss');
    expect((await ask('/users', german)).kind).toBe('miss');
    expect((await ask('/users?page=2')).kind).toBe('hit');
  });

  test('drops nothing when it was not sent', async () => {
    const refused = failureOf({ kind: 'refused', by: 'breaker' });
    const { ask } = caching((call, index) => (call.request.method === 'POST' ? refused : rule(call, index)));
    await ask('/users');
    await ask('/users', { method: 'POST' });
    expect((await ask('/users')).kind).toBe('hit');
  });

  test('drops what its answer names as the place of the result, on this origin', async () => {
    const { ask } = caching((call, index) =>
      call.request.method === 'POST' ? responseOf(201, { location: '/users/7' }) : rule(call, index),
    );
    await ask('/users/7');
    await ask('/users', { method: 'POST' });
    expect((await ask('/users/7')).kind).toBe('miss');
  });

  test('outdates answers that are on their way while it runs', async () => {
    const { clock, transport, start, ask } = caching(
      inTurn(
        () => undefined,
        () => responseOf(200),
        rule,
      ),
    );
    const early = start('/users');
    await clock.advance(1);
    await ask('/users', { method: 'PUT' });
    transport.exchanges[0]?.answer(responseOf(200, { 'cache-control': 'max-age=60' }, 'before the change'));
    expect((await early.got).text).toBe('before the change');
    expect((await ask('/users')).text).toBe('answer 2');
  });
});
