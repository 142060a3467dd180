import { failed, type Outcome, success } from '../../json/outcome.ts';
import type { Clock } from '../../time/clock.ts';
import type { UpstreamRequest, UpstreamResponse } from '../upstream.ts';
import { type CacheKeys, cacheKeys } from './cache-key.ts';
import type { CacheEntry, CacheRecord } from './entry.ts';
import { createJudge, forbidsKeeping, type StaleAllowance, saysNothing } from './freshness.ts';
import { createGenerations, type Generation } from './generations.ts';
import { retentionMs } from './retention.ts';
import { withoutHopByHop } from './revalidation.ts';
import type { Found, MaybePromise, Store } from './store.ts';

/** What a cache knows about a request before anything is sent. */
export interface Finding {
  /** Of the request, from which its cache keys are made. */
  readonly key: string;
  /** Of its URL, now. */
  readonly generation: string;
  readonly kept?: { readonly key: string; readonly entry: CacheEntry };
}

/** The answers kept of one source: which there is for a request, and which to keep. */
export interface KeptAnswers {
  find(request: UpstreamRequest, key: string): MaybePromise<Outcome<Finding, 'unavailable'>>;
  /** Whether the answer is none to be kept, and changes nothing of what is: so with most, and they need no verdict. */
  ignores(response: UpstreamResponse, finding: Finding): boolean;
  /** Keeps the answer to what was looked up before, and gives what is kept, if it may be; what it replaces is gone. */
  keep(request: UpstreamRequest, response: UpstreamResponse, finding: Finding): CacheEntry | undefined;
  /** Drops all that is kept for these URLs, and whatever is still on its way for them. */
  drop(urls: readonly string[]): MaybePromise<unknown>;
}

export function createKeptAnswers(
  store: Store<CacheRecord>,
  settings: StaleAllowance,
  newId: () => string,
  clock: Clock,
): KeptAnswers {
  const judge = createJudge(clock);
  const keepsSilent = settings.staleIfErrorMs > 0 || settings.staleWhileRevalidateMs > 0;
  const generations = createGenerations(store, newId);

  const save = (key: string, entry: CacheEntry, ttlMs: number, url: string) => {
    const unlessOutdated = (current: Generation) =>
      current.ok && current.value === entry.generation && store.set(key, entry, ttlMs);
    const current = generations.current(url);
    return current instanceof Promise ? current.then(unlessOutdated) : unlessOutdated(current);
  };

  return {
    find(request, key) {
      if (store.isEmpty === true && generations.allSaved) return success({ key, generation: '' });
      const keys = cacheKeys(request, key);
      const own = store.get(keys.own);
      const shared = store.get(keys.shared);
      // Last, so that a store that forgets what was unused longest forgets entries before their URL's generation.
      const generation = generations.current(request.url);
      if (own instanceof Promise || shared instanceof Promise || generation instanceof Promise) {
        return Promise.all([own, shared, generation]).then((found) => findingOf(key, keys, ...found));
      }
      return findingOf(key, keys, own, shared, generation);
    },

    ignores: (response, { kept }) =>
      kept === undefined && (forbidsKeeping(response) || (!keepsSilent && saysNothing(response))),

    keep(request, response, { key: requestKey, generation, kept }) {
      const stripped = withoutHopByHop(response);
      const verdict = judge(request, stripped);
      const ttlMs = verdict.kept ? retentionMs(verdict.freshness, settings, clock.epochNow()) : 0;
      const keys = cacheKeys(request, requestKey);
      const key = verdict.kept && verdict.audience === 'anybody' ? keys.shared : keys.own;
      if (kept !== undefined && (ttlMs === 0 || kept.key !== key)) void store.delete(kept.key);
      if (!verdict.kept || ttlMs === 0) return undefined;
      const entry: CacheEntry = { kind: 'entry', response: stripped, freshness: verdict.freshness, generation };
      void save(key, entry, ttlMs, request.url);
      return entry;
    },

    drop: (urls) => Promise.all(urls.map((url) => generations.advance(url))),
  };
}

function findingOf(
  key: string,
  keys: CacheKeys,
  own: Found<CacheRecord>,
  shared: Found<CacheRecord>,
  generation: Generation,
): Outcome<Finding, 'unavailable'> {
  if (!own.ok || !shared.ok || !generation.ok) return failed('unavailable');
  if (own.value === undefined && shared.value === undefined) return success({ key, generation: generation.value });
  let kept: Finding['kept'];
  const candidates = [
    [keys.own, own.value],
    [keys.shared, shared.value],
  ] as const;
  for (const [place, record] of candidates) {
    if (record?.kind !== 'entry' || record.generation !== generation.value) continue;
    if (kept === undefined || isNewer(record, kept.entry)) kept = { key: place, entry: record };
  }
  return success({ key, generation: generation.value, ...(kept !== undefined && { kept }) });
}

function isNewer(one: CacheEntry, other: CacheEntry): boolean {
  return one.freshness.receivedAtEpochMs > other.freshness.receivedAtEpochMs;
}
