import { describe, expect, test } from 'vitest';
import { createLiveQueries } from '../../src/live/live-queries.ts';
import type { Tick, Viewer } from '../../src/live/topic.ts';
import { createFakeClock } from '../harness/fake-clock.ts';

interface Text {
  readonly fingerprint: string;
}

/** One query every second without jitter, over a stub that answers what it is told to. */
function bench(options: { readonly maxTopics?: number; readonly random?: () => number } = {}) {
  const clock = createFakeClock();
  const live = createLiveQueries<Text>({ clock, random: () => 0.5, maxTopics: 10, ...options });
  const polls: number[] = [];
  const stub = { text: 'a', failed: false, isLast: false, tookMs: 0, retryAfterMs: undefined as number | undefined };
  let aborted = 0;
  const poll = async (signal: AbortSignal): Promise<Tick<Text>> => {
    polls.push(clock.now());
    signal.addEventListener('abort', () => {
      aborted += 1;
    });
    if (stub.tookMs > 0) await clock.sleep(stub.tookMs, new AbortController().signal);
    const { text, failed, retryAfterMs, isLast } = stub;
    return { frame: { fingerprint: text }, failed, retryAfterMs, isLast };
  };
  const watch = (key: string | null = 'k', seen?: string) => {
    const log: string[] = [];
    const viewer: Viewer<Text> = {
      show: ({ fingerprint }) => void log.push(fingerprint),
      end: (why) => void log.push(`(${why})`),
    };
    const outcome = live.watch({ key: key ?? undefined, everyMs: 1_000, poll }, viewer, seen);
    return {
      log,
      watch: outcome.ok ? outcome.value : undefined,
      refusal: outcome.ok ? undefined : outcome.failure,
    };
  };
  return { clock, live, polls, stub, watch, aborts: () => aborted };
}

describe('a live query', () => {
  test('is polled once for all who watch it, and shows only changes', async () => {
    const { clock, polls, stub, watch } = bench();
    const [first, second] = [watch(), watch()];
    await clock.advance(0);
    expect([first.log, second.log]).toEqual([['a'], ['a']]);
    await clock.advance(2_000);
    expect(polls).toEqual([0, 1_000, 2_000]);
    stub.text = 'b';
    await clock.advance(1_000);
    expect([first.log, second.log]).toEqual([
      ['a', 'b'],
      ['a', 'b'],
    ]);
  });

  test('shows a newcomer at once what the others see', async () => {
    const { clock, polls, watch } = bench();
    watch();
    await clock.advance(400);
    expect(watch().log).toEqual(['a']);
    expect(polls).toEqual([0]);
  });

  test('is not polled, and sets no timer, while nobody watches', async () => {
    const { clock, polls, watch, live } = bench();
    const { watch: only } = watch();
    await clock.advance(1_500);
    only?.leave();
    expect([clock.pendingTimers, live.topics]).toEqual([0, 0]);
    await clock.advance(10_000);
    expect(polls).toEqual([0, 1_000]);
  });

  test('gives the last frame to whoever comes back before the next poll was due, and keeps its pace', async () => {
    const { clock, polls, watch } = bench();
    watch().watch?.leave();
    await clock.advance(0);
    const { watch: once } = watch();
    await clock.advance(300);
    once?.leave();
    const back = watch();
    expect(back.log).toEqual(['a']);
    await clock.advance(699);
    const pollsBefore = polls.length;
    await clock.advance(1);
    expect(polls.length - pollsBefore).toBe(1);
  });

  test('is polled afresh for whoever comes back later', async () => {
    const { clock, stub, watch } = bench();
    const { watch: once } = watch();
    await clock.advance(500);
    once?.leave();
    stub.text = 'b';
    await clock.advance(600);
    const back = watch();
    expect(back.log).toEqual([]);
    await clock.advance(0);
    expect(back.log).toEqual(['b']);
  });

  test('ends for all with its last frame, and anew for those who come after', async () => {
    const { clock, stub, watch, live } = bench();
    const { log } = watch();
    await clock.advance(0);
    Object.assign(stub, { text: 'done', isLast: true });
    await clock.advance(1_000);
    expect(log).toEqual(['a', 'done', '(finished)']);
    expect([live.topics, clock.pendingTimers]).toEqual([0, 0]);
    expect(watch().log).toEqual(['done', '(finished)']);
  });

  test('calls nobody who has left', async () => {
    const { clock, stub, watch, aborts } = bench();
    stub.tookMs = 50;
    const { log, watch: only } = watch();
    await clock.advance(10);
    only?.leave();
    await clock.advance(100);
    expect([log, aborts()]).toEqual([[], 1]);
  });

  test('never has two polls at once', async () => {
    const { clock, polls, stub, watch } = bench();
    stub.tookMs = 2_500;
    watch();
    await clock.advance(5_100);
    expect(polls).toEqual([0, 2_500, 5_000]);
  });

  test('without a key is its viewer alone', async () => {
    const { clock, polls, watch } = bench();
    watch(null);
    watch(null);
    await clock.advance(0);
    expect(polls).toEqual([0, 0]);
  });

  test('shows nothing again to whoever has seen it elsewhere', async () => {
    const { clock, stub, watch } = bench();
    const { log, watch: moved } = watch('k', 'a');
    await clock.advance(1_000);
    expect([log, moved?.seen]).toEqual([[], 'a']);
    stub.text = 'b';
    await clock.advance(1_000);
    expect(log).toEqual(['b']);
  });

  test('tells those who still watch when all is closed', async () => {
    const { clock, watch, live } = bench();
    const { log } = watch();
    await clock.advance(0);
    live.close();
    expect([log, clock.pendingTimers]).toEqual([['a', '(closed)'], 0]);
  });
});

describe('polls', () => {
  test('drift apart by a tenth of their interval at most', async () => {
    for (const [random, atMs] of [
      [0, 900],
      [0.5, 1_000],
      [0.999, 1_100],
    ] as const) {
      const { clock, polls, watch } = bench({ random: () => random });
      watch();
      await clock.advance(1_150);
      expect(Math.round(polls[1] ?? 0)).toBe(atMs);
    }
  });

  test('come half as often after each failure in a row, once a minute at least, and at their pace after a success', async () => {
    const { clock, polls, stub, watch } = bench();
    Object.assign(stub, { text: 'down', failed: true });
    const { log } = watch();
    await clock.advance(200_000);
    expect(polls).toEqual([0, 2_000, 6_000, 14_000, 30_000, 62_000, 122_000, 182_000]);
    expect(log).toEqual(['down']);
    Object.assign(stub, { text: 'a', failed: false });
    await clock.advance(44_000);
    expect(polls.slice(8)).toEqual([242_000, 243_000, 244_000]);
    expect(log).toEqual(['down', 'a']);
  });

  test('leave an upstream alone as long as it asks, whoever comes and goes', async () => {
    const { clock, polls, stub, watch } = bench();
    Object.assign(stub, { text: 'slow down', failed: true, retryAfterMs: 30_000 });
    const { watch: only } = watch();
    await clock.advance(1_000);
    only?.leave();
    await clock.advance(20_000);
    expect(watch().log).toEqual(['slow down']);
    await clock.advance(10_000);
    expect(polls).toEqual([0]);
    await clock.advance(2_000);
    expect(polls).toHaveLength(2);
  });
});

describe('many', () => {
  test('ten thousand viewers of one query cost one poll per interval', async () => {
    const { clock, polls, stub, watch, live } = bench();
    const viewers = Array.from({ length: 10_000 }, () => watch());
    await clock.advance(0);
    stub.text = 'b';
    await clock.advance(3_000);
    expect(polls).toEqual([0, 1_000, 2_000, 3_000]);
    expect(live.topics).toBe(1);
    expect(viewers.every(({ log }) => log.join() === 'a,b')).toBe(true);
    for (const { watch: seat } of viewers) seat?.leave();
    expect(clock.pendingTimers).toBe(0);
  });

  test('more different queries than there is room for are refused, those that are polled already are not', () => {
    const { watch } = bench({ maxTopics: 2 });
    watch('a');
    const { watch: second } = watch('b');
    expect(watch('c').refusal).toBe('too many topics');
    expect(watch('a').refusal).toBeUndefined();
    second?.leave();
    expect(watch('c').refusal).toBeUndefined();
  });
});
