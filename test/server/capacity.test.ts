import { afterEach, describe, expect, test } from 'vitest';
import { createAdmission } from '../../src/server/admission.ts';
import { createApp } from '../../src/server/app.ts';
import type { SettingsInput } from '../../src/settings/settings-schema.ts';
import { fakeGateway, recordingLogger } from './fake-gateway.ts';

const opened: { close(): Promise<unknown> }[] = [];

afterEach(async () => {
  for (const app of opened.splice(0)) await app.close();
});

/** An endpoint whose operations are held until told. */
function setUp(settings: SettingsInput) {
  const held: (() => void)[] = [];
  const gateway = fakeGateway({
    settings,
    run: async () => {
      await new Promise<void>((resolve) => held.push(resolve));
      return { data: { hello: 'late' } };
    },
  });
  const logger = recordingLogger();
  const app = createApp(gateway, { logger });
  opened.push(app);
  const post = (headers: Record<string, string> = {}) =>
    app.inject({
      method: 'POST',
      url: '/graphql',
      headers: { 'content-type': 'application/json', ...headers },
      payload: '{"query":"{ hello }"}',
    });
  return { app, logger, post, held, release: () => held.splice(0).map((answer) => answer()) };
}

describe('a full process', () => {
  test('turns operations away with 503 and Retry-After, answers what is under way, and still says that it lives', async () => {
    const { app, post, held, release } = setUp({ overload: { concurrency: 2 } });
    const underWay = [post(), post()];
    await expect.poll(() => held.length).toBe(2);
    const refused = await post({ accept: 'application/graphql-response+json' });
    expect([refused.statusCode, refused.headers['retry-after'], refused.headers['cache-control']]).toEqual([
      503,
      '1',
      'no-store',
    ]);
    expect(refused.headers['content-type']).toBe('application/graphql-response+json; charset=utf-8');
    expect(refused.json()).toEqual({
      errors: [
        {
          message: 'The server has no room for another operation now.',
          extensions: { code: 'SERVICE_UNAVAILABLE' },
        },
      ],
    });
    expect((await app.inject({ url: '/health/live' })).statusCode).toBe(200);
    release();
    expect((await Promise.all(underWay)).map(({ statusCode }) => statusCode)).toEqual([200, 200]);
  });

  test('lets in again as soon as somebody has left', async () => {
    const { post, held, release } = setUp({ overload: { concurrency: 1 } });
    const first = post();
    await expect.poll(() => held.length).toBe(1);
    expect((await post()).statusCode).toBe(503);
    release();
    await first;
    const second = post();
    await expect.poll(() => held.length).toBe(1);
    release();
    expect((await second).statusCode).toBe(200);
  });

  test('lets everybody in where that is off', async () => {
    const { post, held, release } = setUp({ overload: { enabled: false, concurrency: 1 } });
    const both = [post(), post()];
    await expect.poll(() => held.length).toBe(2);
    release();
    expect((await Promise.all(both)).map(({ statusCode }) => statusCode)).toEqual([200, 200]);
  });
});

describe('admission', () => {
  test('is closed while the event loop stays late, and says so once', () => {
    let delayMs = 600;
    const logger = recordingLogger();
    const settings = { enabled: true, maxConcurrent: 10, maxDelayMs: 500 };
    const admission = createAdmission(settings, { standingMs: () => delayMs }, logger);
    expect([admission.enter(), admission.enter()]).toEqual([undefined, undefined]);
    delayMs = 20;
    expect(admission.enter()).toBeDefined();
    expect(logger.lines).toEqual([
      {
        level: 'warn',
        fields: { underWay: 0, loopDelayMs: 600 },
        message: 'Overloaded: new operations are turned away.',
      },
      { level: 'info', fields: { turnedAway: 2 }, message: 'There is room again.' },
    ]);
  });

  test('counts nobody out twice', () => {
    const settings = { enabled: true, maxConcurrent: 1, maxDelayMs: 500 };
    const admission = createAdmission(settings, { standingMs: () => 0 }, recordingLogger());
    const leave = admission.enter();
    leave?.();
    leave?.();
    expect(admission.enter()).toBeDefined();
    expect(admission.enter()).toBeUndefined();
  });
});

describe('a quota', () => {
  async function statuses(settings: SettingsInput, headers: readonly Record<string, string>[]) {
    const app = createApp(fakeGateway({ settings }), { logger: recordingLogger() });
    opened.push(app);
    const answers = [];
    for (const own of headers) {
      const answer = await app.inject({
        method: 'POST',
        url: '/graphql',
        headers: { 'content-type': 'application/json', ...own },
        payload: '{"query":"{ hello }"}',
      });
      answers.push(answer);
    }
    return { app, answers, codes: answers.map(({ statusCode }) => statusCode) };
  }

  test('is what a client may ask at once; one more is answered with 429 and Retry-After', async () => {
    const { app, answers, codes } = await statuses({ quota: { perSecond: 0.1, burst: 2 } }, [{}, {}, {}]);
    expect(codes).toEqual([200, 200, 429]);
    const [first, , last] = answers;
    expect(first?.headers).toMatchObject({ 'ratelimit-limit': '2', 'ratelimit-remaining': '1' });
    expect(Number(last?.headers['retry-after'])).toBeGreaterThan(0);
    expect(last?.headers).toMatchObject({ 'ratelimit-remaining': '0', 'cache-control': 'no-store' });
    expect(last?.json()).toEqual({
      errors: [{ message: 'This client has asked too much in this time.', extensions: { code: 'TOO_MANY_REQUESTS' } }],
    });
    expect((await app.inject({ url: '/health/live' })).statusCode).toBe(200);
  });

  test('can tell clients apart by a header', async () => {
    const settings = { quota: { perSecond: 0.1, burst: 1, by: 'header:x-key' } } as const;
    const keys = [{ 'x-key': 'a' }, { 'x-key': 'b' }, { 'x-key': 'a' }, {}, {}];
    expect((await statuses(settings, keys)).codes).toEqual([200, 200, 429, 200, 429]);
  });

  test('is not there unless it is set', async () => {
    const { answers, codes } = await statuses({}, Array(20).fill({}));
    expect(new Set(codes)).toEqual(new Set([200]));
    expect(answers[0]?.headers['ratelimit-limit']).toBeUndefined();
  });
});
