import { describe, expect, test } from 'vitest';
import { printServerTiming, type Timings } from '../../src/insight/server-timing.ts';
import { parseServerTiming } from './parse-server-timing.ts';

const TIMINGS: Timings = {
  wallMs: 100.06,
  upstreamMs: 250,
  calls: [
    { name: 'shop:Query.orders[0]', elapsedMs: 99.94 },
    { name: 'quote " and \\ and é', elapsedMs: 1 },
  ],
  moreCalls: 3,
};

describe('Server-Timing', () => {
  test('keeps to the grammar and tells the whole, the sum and the calls', () => {
    expect(parseServerTiming(printServerTiming(TIMINGS, 'named'))).toEqual([
      { name: 'total', dur: '100.1' },
      { name: 'upstream', dur: '250', desc: 'overlap factor 2.5' },
      { name: 'c1', dur: '99.9', desc: 'shop:Query.orders[0]' },
      { name: 'c2', dur: '1', desc: 'quote " and \\ and ?' },
      { name: 'more', desc: '3 calls more' },
    ]);
  });

  test('names nothing where it is opaque', () => {
    expect(parseServerTiming(printServerTiming(TIMINGS, 'opaque'))).toEqual([
      { name: 'total', dur: '100.1' },
      { name: 'upstream', dur: '250' },
      { name: 'c1', dur: '99.9' },
      { name: 'c2', dur: '1' },
      { name: 'more' },
    ]);
  });

  test.each(['', 'a b', 'a;dur=', 'a;desc="open', 'a,,b', 'é', 'a;=1'])(
    'the parser of this test refuses %j',
    (text) => {
      expect(() => parseServerTiming(text)).toThrow();
    },
  );
});
