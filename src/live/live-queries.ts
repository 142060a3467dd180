import { failed, type Outcome, success } from '../json/outcome.ts';
import type { Clock } from '../time/clock.ts';
import { type Fingerprinted, type Tick, Topic, type Viewer, type Watch } from './topic.ts';

export interface LiveQueriesOptions {
  readonly clock: Clock;
  /** 0 ≤ random() < 1. */
  readonly random: () => number;
  /** Different queries that may be polled at once. */
  readonly maxTopics: number;
}

/** Something that can be polled. */
export interface LiveQuery<Frame extends Fingerprinted> {
  /** Queries of one key have one poll; absent: this one is its viewer's own. */
  readonly key: string | undefined;
  readonly everyMs: number;
  /** Never rejects. The signal aborts when nobody watches any more. */
  readonly poll: (signal: AbortSignal) => Promise<Tick<Frame>>;
}

/** Queries that are polled while somebody watches; each once, however many watch. */
export interface LiveQueries<Frame extends Fingerprinted> {
  /**
   * Watches from now on: the viewer is shown a frame at once, or as soon as the first poll has brought one. `seen` is the
   * fingerprint of what it was shown elsewhere. Fails where so many different queries are polled already.
   */
  watch(query: LiveQuery<Frame>, viewer: Viewer<Frame>, seen?: string): Outcome<Watch, 'too many topics'>;
  /** Queries that are polled now. */
  readonly topics: number;
  /** Ends all polls; whoever still watches is told. */
  close(): void;
}

/** Frames that are kept for somebody who comes back before their next poll was due. */
const MAX_RESTING = 256;

export function createLiveQueries<Frame extends Fingerprinted>(options: LiveQueriesOptions): LiveQueries<Frame> {
  const { clock, random, maxTopics } = options;
  const watched = new Set<Topic<Frame>>();
  const byKey = new Map<string, Topic<Frame>>();
  /** Nobody watches these; in the order in which they were left. */
  const resting = new Map<string, Topic<Frame>>();

  return {
    watch(query, viewer, seen) {
      const known = query.key === undefined ? undefined : byKey.get(query.key);
      if (known !== undefined && watched.has(known)) return success(known.watch(viewer, seen));
      if (watched.size >= maxTopics) return failed('too many topics');
      return success((known ?? open(query)).watch(viewer, seen));
    },
    get topics() {
      return watched.size;
    },
    close() {
      for (const topic of watched) topic.close();
      watched.clear();
      byKey.clear();
      resting.clear();
    },
  };

  function open({ key, everyMs, poll }: LiveQuery<Frame>): Topic<Frame> {
    const topic = new Topic<Frame>({
      everyMs,
      poll,
      clock,
      random,
      attended(isWatched) {
        if (isWatched) watched.add(topic);
        else watched.delete(topic);
        if (key === undefined) return;
        if (isWatched) resting.delete(key);
        else rest(key, topic);
      },
    });
    if (key !== undefined) byKey.set(key, topic);
    return topic;
  }

  /** Keeps a topic until its next poll would have been due; without a timer, so the due ones go when others come. */
  function rest(key: string, topic: Topic<Frame>): void {
    const nowMs = clock.now();
    resting.set(key, topic);
    for (const [other, { dueMs }] of resting) {
      if (dueMs > nowMs && resting.size <= MAX_RESTING) continue;
      resting.delete(other);
      byKey.delete(other);
    }
  }
}
