import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Call } from '../../../src/upstream/call.ts';
import { createCoalesce } from '../../../src/upstream/policies/coalesce.ts';
import type { UpstreamOutcome, UpstreamRequest } from '../../../src/upstream/upstream.ts';
import { responseOf } from '../../harness/fake-transport.ts';
import { caching } from './caching.ts';

type Headers = UpstreamRequest['headers'];

/** Twenty callers whose credentials look alike: pieces moved from one line, name or value to the next. */
const CALLERS: readonly Headers[] = [
  [],
  [['authorization', 'Bearer a']],
  [['authorization', 'Bearer a ']],
  [['authorization', 'bearer a']],
  [['authorization', 'Bearer ab']],
  [['authorization', 'Bearer A']],
  [['authorization', '']],
  [['cookie', 'Bearer a']],
  [['cookie', 'a=1; b=2']],
  [
    ['cookie', 'a=1'],
    ['cookie', 'b=2'],
  ],
  [['cookie', 'a=1;b=2']],
  [
    ['cookie', 'b=2'],
    ['cookie', 'a=1'],
  ],
  [
    ['authorization', 'Bearer a'],
    ['cookie', 'a=1'],
  ],
  [
    ['authorization', 'Bearer a'],
    ['cookie', 'a=2'],
  ],
  [['x-user', '1']],
  [['x-user', '11']],
  [['x-user1', '1']],
  [
    ['x-user', '1'],
    ['x-role', ''],
  ],
  [['x-api-key', '1']],
  [['api-key', '1']],
];

const PATHS = ['/me', '/me?', '/m', '/me?x=1'];

/** Tells each caller who it is: whoever reads another's answer can see it. */
function whoAsks(directives: string) {
  return (call: Call): UpstreamOutcome =>
    responseOf(200, { 'cache-control': directives, etag: '"same for all"' }, whoIs(call.request));
}

function whoIs({ url, headers, body }: UpstreamRequest): string {
  const who = headers.filter(([name]) => !name.startsWith('if-'));
  return JSON.stringify([url, who, body ?? null]);
}

const WORLDS = [
  'max-age=60',
  'private, max-age=60',
  's-maxage=60',
  'max-age=0, stale-while-revalidate=60',
  'no-cache',
  'public, private, max-age=60',
];

describe('callers with different credentials', () => {
  test.each(WORLDS)('never get each other’s answers, in whatever order they ask: %s', async (directives) => {
    const asks = fc.array(
      fc.record({
        caller: fc.nat(CALLERS.length - 1),
        path: fc.constantFrom(...PATHS),
        waitMs: fc.constantFrom(0, 0, 0, 30_000, 61_000),
      }),
      { minLength: 20, maxLength: 60 },
    );
    await fc.assert(
      fc.asyncProperty(asks, fc.boolean(), async (order, shared) => {
        const { clock, ask } = caching(whoAsks(directives), {
          between: (send, time) => (shared ? createCoalesce(time)(send) : send),
        });
        const answers: Promise<readonly [got: string, own: string]>[] = [];
        for (const { caller, path, waitMs } of order) {
          const headers = CALLERS[caller] ?? [];
          const expected = whoIs({ method: 'GET', url: `http://stub${path}`, headers });
          answers.push(ask(path, { headers }).then(({ text }) => [text, expected]));
          if (waitMs > 0) await clock.advance(waitMs);
        }
        for (const [got, own] of await Promise.all(answers)) expect(got).toBe(own);
      }),
      { numRuns: 40 },
    );
  });

  test('share an answer that is public, if they differ in nothing else', async () => {
    const { ask, transport } = caching(whoAsks('public, max-age=60'));
    const first = await ask('/me', { headers: [['authorization', 'Bearer a']] });
    expect((await ask('/me', { headers: [['authorization', 'Bearer b']] })).text).toBe(first.text);
    expect((await ask('/me', { headers: [['cookie', 'a=1']] })).text).toBe(first.text);
    expect((await ask('/me')).text).toBe(first.text);
    expect(transport.exchanges).toHaveLength(1);
    expect((await ask('/me', { headers: [['x-user', '1']] })).kind).toBe('miss');
    expect((await ask('/me', { headers: [['accept', 'text/plain']] })).kind).toBe('miss');
  });

  test('do not share a public answer that varies with credentials', async () => {
    const { ask } = caching((call) =>
      responseOf(200, { 'cache-control': 'public, max-age=60', vary: 'Accept, Authorization' }, whoIs(call.request)),
    );
    await ask('/me', { headers: [['authorization', 'Bearer a']] });
    expect((await ask('/me', { headers: [['authorization', 'Bearer b']] })).kind).toBe('miss');
    expect((await ask('/me', { headers: [['authorization', 'Bearer a']] })).kind).toBe('hit');
  });

  test('stop sharing an answer once it is private', async () => {
    const directives = ['public, max-age=60', 'private, max-age=60', 'private, max-age=60'];
    const { clock, ask } = caching((call, index) =>
      responseOf(200, { 'cache-control': directives[index] ?? 'no-store' }, whoIs(call.request)),
    );
    const [a, b] = [{ headers: [['cookie', 'a']] }, { headers: [['cookie', 'b']] }] as const;
    await ask('/me', a);
    await clock.advance(61_000);
    expect((await ask('/me', a)).text).toContain('"a"');
    const other = await ask('/me', b);
    expect(other.text).toContain('"b"');
    expect(other.kind).toBe('miss');
  });
});

describe('one caller', () => {
  test('finds its answer again whatever Overlap adds for tracing and deadlines', async () => {
    const { ask } = caching(whoAsks('max-age=60'));
    await ask('/me', { headers: [['traceparent', '1']] });
    const other = [
      ['traceparent', '2'],
      ['overlap-deadline-ms', '99'],
    ] as const;
    expect((await ask('/me', { headers: other })).kind).toBe('hit');
  });

  test.each<[string, Partial<UpstreamRequest>]>([
    ['method', { method: 'HEAD' }],
    ['body', { body: 'x' }],
    ['format', { headers: [['accept', 'text/plain']] }],
  ])('does not find it by another %s', async (_, request) => {
    const { ask } = caching(whoAsks('max-age=60'));
    await ask('/me');
    expect((await ask('/me', request)).kind).toBe('miss');
  });
});
