import { describe, expect, test } from 'vitest';
import { CAUSES, findCauses } from '../../src/insight/causes/registry.ts';
import type { OperationRecord } from '../../src/insight/record.ts';
import { attemptOf, callOf, recordOf, resolverOf } from './records.ts';

const again = (id: number) =>
  callOf({ id, seen: [attemptOf({ startMs: 0, sentMs: 1, endMs: 100, connection: 'again' })] });

const queued = (id: number, isAdapted: boolean) =>
  callOf({
    id,
    endMs: 200,
    seen: [attemptOf({ queuedAtMs: 0, startMs: 100, endMs: 200, limit: { calls: 2, isAdapted } })],
  });

const part = (index: number, endMs: number) =>
  callOf({
    id: index + 1,
    connector: 'graph:User[0]',
    endMs,
    batch: { size: 5, index, of: 2, maxSize: 5 },
  });

/** What each cause looks like, and what is said of it. */
const SEEN: Readonly<Record<string, readonly [record: OperationRecord, cause: object]>> = {
  key: [
    recordOf({ calls: [callOf({ id: 1 }), callOf({ id: 2, startMs: 101, waitsFor: [1] })] }),
    { call: 2, ms: 100, text: expect.stringContaining('waited 100 ms for `graph:Query.c1[0]` (call 1)') },
  ],
  connections: [
    recordOf({ calls: [callOf({ id: 1, endMs: 200 }), queued(2, false), queued(3, false)] }),
    { call: 2, ms: 100, text: '2 calls to `api` waited until one of its 2 connections was free, the longest 100 ms.' },
  ],
  queue: [
    recordOf({ calls: [callOf({ id: 1, endMs: 200 }), queued(2, true)] }),
    { call: 2, ms: 100, text: expect.stringContaining('its latency lets only 2 be in flight at once') },
  ],
  'rate limit': [
    recordOf({ calls: [callOf({ id: 1, endMs: 200, heldMs: 90 })] }),
    { call: 1, ms: 90, text: 'A rate limit held 1 call to `api` back, the longest 90 ms.' },
  ],
  connect: [
    recordOf({
      calls: [
        callOf({ id: 1, seen: [attemptOf({ startMs: 0, sentMs: 60, endMs: 100, connection: 'new', tlsMs: 40 })] }),
      ],
    }),
    { call: 1, ms: 60, text: expect.stringContaining('the longest 60 ms (40 ms of it for TLS)') },
  ],
  'new connections': [
    recordOf({ calls: [again(1), again(2), again(3)] }),
    { call: 1, ms: 1, text: expect.stringContaining('closes connections after its answers: 3 calls') },
  ],
  'event loop': [
    recordOf({
      calls: [callOf({ id: 1, endMs: 300 })],
      resolvers: [resolverOf({ id: 1, startMs: 40, syncMs: 120, endMs: 160 })],
      stalls: [{ fromMs: 50, toMs: 160, processorMs: 108 }],
    }),
    { resolver: 'Query.own', ms: 108, text: expect.stringContaining('by the TypeScript resolver of `Query.own`') },
  ],
  processor: [
    recordOf({ calls: [callOf({ id: 1, endMs: 300 })], stalls: [{ fromMs: 50, toMs: 150, processorMs: 3 }] }),
    { ms: 97, text: expect.stringContaining('was given no processor for 97 ms') },
  ],
  'sequential awaits': [
    recordOf({
      calls: [callOf({ id: 1, resolver: 1 }), callOf({ id: 2, startMs: 101, resolver: 1 })],
      resolvers: [resolverOf({ id: 1 })],
    }),
    {
      resolver: 'Query.own',
      call: 2,
      ms: 100,
      text: expect.stringContaining('2 calls one after the other (100 ms, 100 ms)'),
    },
  ],
  'batch split': [
    recordOf({ calls: [part(0, 100), part(1, 250)] }),
    {
      call: 2,
      ms: 150,
      text: expect.stringContaining('The batch of 10 for `graph:User[0]` was split into 2 calls by `maxSize: 5`'),
    },
  ],
  retry: [
    recordOf({
      calls: [
        callOf({
          id: 1,
          endMs: 300,
          attempts: 2,
          seen: [attemptOf({ startMs: 0, endMs: 100, status: 503 }), attemptOf({ startMs: 150, endMs: 300 })],
        }),
      ],
    }),
    { call: 1, ms: 150, text: expect.stringContaining('was tried 2 times, because the first answer had status 503') },
  ],
  'slow upstream': [
    recordOf({ calls: [callOf({ id: 1 }), callOf({ id: 2 }), callOf({ id: 3, source: 'stock', endMs: 500 })] }),
    { call: 3, ms: 400, text: expect.stringContaining('`stock` took 500 ms') },
  ],
};

describe('a cause', () => {
  test.each(Object.entries(SEEN))('%s is named where it is, and only it', (kind, [record, cause]) => {
    expect(findCauses(record)).toMatchObject([{ kind, ...cause, mend: expect.stringMatching(/^.{20,}\.$/) }]);
  });

  test('has an example here', () => {
    expect(Object.keys(SEEN)).toEqual(Object.keys(CAUSES));
  });
});

describe('no cause is named', () => {
  test.each([
    ['an operation without calls', recordOf({ wallMs: 3 })],
    ['ten equal calls side by side', recordOf({ calls: Array.from({ length: 10 }, (_, id) => callOf({ id })) })],
    ['what takes less than a tenth', recordOf({ wallMs: 2_000, calls: [callOf({ id: 1, heldMs: 150, endMs: 900 })] })],
    ['parts of a batch that are answered together', recordOf({ calls: [part(0, 100), part(1, 105)] })],
    [
      'a second attempt beside the first',
      recordOf({
        calls: [
          callOf({
            id: 1,
            isHedged: true,
            attempts: 2,
            seen: [attemptOf({ startMs: 0, endMs: 100 }), attemptOf({ startMs: 50, endMs: 100 })],
          }),
        ],
      }),
    ],
    [
      'calls that a resolver makes at once',
      recordOf({
        calls: [callOf({ id: 1, resolver: 1 }), callOf({ id: 2, startMs: 1, endMs: 101, resolver: 1 })],
        resolvers: [resolverOf({ id: 1 })],
      }),
    ],
    [
      'a first connection that is quickly made',
      recordOf({
        calls: [callOf({ id: 1, seen: [attemptOf({ startMs: 0, sentMs: 20, endMs: 100, connection: 'new' })] })],
      }),
    ],
  ])('for %s', (_, record) => {
    expect(findCauses(record)).toEqual([]);
  });
});

test('the largest cause is told first, and no more than a hundred', () => {
  const calls = Array.from({ length: 120 }, (_, id) =>
    callOf({ id, upstream: `u${id}`, endMs: 1_000, heldMs: 300 + id }),
  );
  const found = findCauses(recordOf({ calls }));
  expect(found).toHaveLength(100);
  expect(found[0]).toMatchObject({ call: 119, ms: 419 });
});
