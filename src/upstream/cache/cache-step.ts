import { failed, type Outcome, success } from '../../json/outcome.ts';
import { remember } from '../../memo/remember.ts';
import type { Clock } from '../../time/clock.ts';
import { type AwaitedSend, awaited } from '../awaiting.ts';
import { type Answer, broken, Call, type Policy, type Send, type Settle } from '../call.ts';
import { keyOfCall } from '../request-key.ts';
import { isSafe } from '../safe-method.ts';
import { sendInstead } from '../send-instead.ts';
import type { CacheOutcome, StaleUse, UpstreamOutcome, UpstreamResponse } from '../upstream.ts';
import { type CacheHandling, PLAIN_MISS, printCacheStatus } from './cache-status.ts';
import { changedUrls } from './changed-urls.ts';
import type { CacheEntry, CacheRecord } from './entry.ts';
import { ageMs, reusableOf, type StaleAllowance, staleAllowance, timeToLiveMs } from './freshness.ts';
import { createKeptAnswers, type Finding, type KeptAnswers } from './kept-answers.ts';
import { type CacheWish, cacheWish } from './request-directives.ts';
import { conditionalRequest, confirms, refresh } from './revalidation.ts';
import type { Store } from './store.ts';

/** For how long stale answers may be used where their headers do not say; 0: not at all. */
export interface CacheOptions extends StaleAllowance {
  /** A refresh that nobody waits for ends after this, whatever the layers below are doing. */
  readonly refreshTimeoutMs: number;
}

/** An answer, and how it was come by. */
interface Handled {
  readonly outcome: UpstreamOutcome;
  readonly handling?: CacheHandling;
  readonly stale?: StaleUse;
}

/**
 * Keeps answers and gives them again, as far as their headers allow (RFC 9111, RFC 5861). An unsafe call drops what is kept
 * of its URL. The store may be slow or gone: then calls go their way as if there were no cache.
 */
export function createCache(options: CacheOptions, store: Store<CacheRecord>, clock: Clock): Policy {
  const answers = createKeptAnswers(store, options, () => crypto.randomUUID(), clock);
  return (send) => {
    const cache = new Cache(options, answers, send, clock);
    return (call, settle) => cache.handle(call, settle);
  };
}

class Cache {
  readonly #options: CacheOptions;
  readonly #answers: KeptAnswers;
  readonly #send: Send;
  readonly #sendAndWait: AwaitedSend;
  readonly #clock: Clock;
  /** The keys that are being refreshed with nobody waiting. */
  readonly #refreshing = new Set<string>();
  /** Those who share an exchange get the same response; it is kept once. */
  readonly #settled = new WeakMap<UpstreamResponse, Handled>();
  readonly #served = new WeakMap<CacheEntry, UpstreamResponse>();

  constructor(options: CacheOptions, answers: KeptAnswers, send: Send, clock: Clock) {
    this.#options = options;
    this.#answers = answers;
    this.#send = send;
    this.#sendAndWait = awaited(send);
    this.#clock = clock;
  }

  handle(call: Call, settle: Settle): void {
    const { request } = call;
    const wish = isSafe(request.method) ? cacheWish(request, call.revalidate) : undefined;
    if (wish === undefined) this.#settleLater(call, this.#change(call), settle);
    else if (wish.kind === 'bypass') this.#settleLater(call, this.#pass(call), settle);
    else this.#look(call, wish, settle);
  }

  #look(call: Call, wish: UsingWish, settle: Settle): void {
    const looked = this.#answers.find(call.request, keyOfCall(call));
    if (!(looked instanceof Promise)) this.#answer(call, wish, looked, settle);
    else looked.then((found) => this.#answer(call, wish, found, settle)).catch((bug) => settle(broken(bug)));
  }

  #answer(call: Call, wish: UsingWish, found: Outcome<Finding, 'unavailable'>, settle: Settle): void {
    if (call.stopped !== undefined) settle(failed(call.stopped));
    else if (!found.ok) this.#settleLater(call, this.#pass(call, 'store-unavailable'), settle);
    else if (found.value.kept === undefined) this.#fetch(call, found.value, settle);
    else this.#tellSoon(call, this.#use(call, wish, found.value, found.value.kept.entry), settle);
  }

  #tellSoon(call: Call, handled: Handled | Promise<Handled>, settle: Settle): void {
    if (handled instanceof Promise) this.#settleLater(call, handled, settle);
    else this.#tell(call, handled, settle);
  }

  #settleLater(call: Call, handled: Promise<Handled>, settle: Settle): void {
    handled.then(
      (came) => this.#tell(call, came, settle),
      (bug) => settle(broken(bug)),
    );
  }

  #tell(call: Call, { outcome, handling, stale }: Handled, settle: Settle): void {
    if (handling !== undefined && outcome.ok) {
      call.tally.stale ??= stale;
      call.tally.cache = outcomeOf(handling);
      call.observe?.({
        kind: 'cache',
        outcome: outcomeOf(handling),
        status: printCacheStatus(handling),
        ...(stale !== undefined && { stale }),
        atMs: this.#clock.now(),
      });
    }
    settle(outcome);
  }

  /** Answers from what is kept, if that will do. */
  #use(call: Call, wish: UsingWish, finding: Finding, entry: CacheEntry): Handled | Promise<Handled> {
    const { freshness } = entry;
    const nowMs = this.#clock.epochNow();
    const ttlMs = timeToLiveMs(freshness, nowMs);
    const isWelcome = ageMs(freshness, nowMs) <= wish.maxAgeMs && (wish.minFreshMs === 0 || ttlMs >= wish.minFreshMs);
    if (!isWelcome) return this.#revalidate(call, finding, entry, ttlMs > 0 ? 'request' : 'stale');
    if (ttlMs > 0) return { outcome: success(this.#serve(entry)), handling: { kind: 'hit', ttlMs } };
    const { staleWhileRevalidateMs } = staleAllowance(freshness, this.#options);
    if (ttlMs + staleWhileRevalidateMs <= 0) return this.#revalidate(call, finding, entry, 'stale');
    this.#refreshLater(call, finding, entry);
    const handling = { kind: 'hit', ttlMs, stale: 'stale-while-revalidate' } as const;
    const stale: StaleUse = { ageMs: ageMs(freshness, nowMs), because: 'renewing' };
    return { outcome: success(this.#serve(entry)), handling, stale };
  }

  #fetch(call: Call, finding: Finding, settle: Settle): void {
    this.#send(call, (answer) => {
      if (!answer.ok) settle(answer);
      else if (this.#answers.ignores(answer.value, finding)) this.#tellMiss(call, answer, settle);
      else this.#tell(call, this.#settle(call, answer.value, finding, 'uri-miss'), settle);
    });
  }

  /** Far the most frequent case: nothing is made where nobody looks. */
  #tellMiss(call: Call, answer: Answer, settle: Settle): void {
    call.tally.cache = 'miss';
    call.observe?.({ kind: 'cache', outcome: 'miss', status: PLAIN_MISS, atMs: this.#clock.now() });
    settle(answer);
  }

  /** Asks the upstream whether the kept answer still holds; gives it all the same where that fails and it may be given. */
  async #revalidate(call: Call, finding: Finding, entry: CacheEntry, why: 'stale' | 'request'): Promise<Handled> {
    const { canRevalidate } = entry.freshness;
    const asked = conditionalRequest(call.request, entry.response);
    let outcome = await (canRevalidate ? sendInstead(call, asked, this.#sendAndWait) : this.#sendAndWait(call));
    const strayed = outcome.ok && outcome.value.status === 304 && !confirms(outcome.value, entry.response);
    if (canRevalidate && strayed && call.stopped === undefined) outcome = await this.#sendAndWait(call);
    if (why === 'stale' && isError(outcome)) {
      const { staleIfErrorMs } = staleAllowance(entry.freshness, this.#options);
      const nowMs = this.#clock.epochNow();
      const ttlMs = timeToLiveMs(entry.freshness, nowMs);
      const status = outcome.ok ? { status: outcome.value.status } : {};
      const handling: CacheHandling = { kind: 'forwarded', why, ...status, rescued: { ttlMs } };
      const because = outcome.ok ? 'status' : outcome.failure.kind;
      const stale: StaleUse = { ageMs: ageMs(entry.freshness, nowMs), because };
      if (ttlMs + staleIfErrorMs > 0) return { outcome: success(this.#serve(entry)), handling, stale };
    }
    return outcome.ok ? this.#settle(call, outcome.value, finding, why) : { outcome };
  }

  /** Keeps what has come, or gives the kept answer that it confirms; a kept answer survives the upstream's own errors. */
  #settle(call: Call, response: UpstreamResponse, finding: Finding, why: 'uri-miss' | 'stale' | 'request'): Handled {
    return remember(this.#settled, response, () => {
      const { status } = response;
      const entry = finding.kept?.entry;
      const confirmed = entry !== undefined && status === 304 ? refresh(entry.response, response) : undefined;
      const given = confirmed ?? response;
      const stored = status < 500 ? this.#answers.keep(call.request, given, finding) : undefined;
      const reusable = stored && reusableOf(given, stored.freshness);
      if (reusable !== undefined) given.reusable = reusable;
      return { outcome: success(given), handling: { kind: 'forwarded', why, status, stored: stored !== undefined } };
    });
  }

  /** One refresh at a time of each answer. It outlives the call that began it, but not its own time limit. */
  #refreshLater({ request }: Call, finding: Finding, entry: CacheEntry): void {
    const key = finding.kept?.key ?? finding.key;
    if (this.#refreshing.has(key)) return;
    this.#refreshing.add(key);
    const { refreshTimeoutMs } = this.#options;
    const call = new Call(request, { atMs: this.#clock.now() + refreshTimeoutMs });
    const timer = this.#clock.after(refreshTimeoutMs, () => call.stop({ kind: 'deadline' }));
    const end = () => {
      timer[Symbol.dispose]();
      this.#refreshing.delete(key);
    };
    // Nobody can be told: the next call that needs this answer meets the same trouble itself.
    this.#revalidate(call, finding, entry, 'stale').then(end, end);
  }

  async #pass(call: Call, detail?: string): Promise<Handled> {
    const why = call.request.method === 'GET' || call.request.method === 'HEAD' ? 'bypass' : 'method';
    const outcome = await this.#sendAndWait(call);
    return { outcome, handling: { kind: 'forwarded', why, ...(detail !== undefined && { detail }) } };
  }

  /** Whatever came of an unsafe call, unless it was never sent: it may have changed what its URL answers (RFC 9111 §4.4). */
  async #change(call: Call): Promise<Handled> {
    let outcome: UpstreamOutcome | undefined;
    try {
      outcome = await this.#sendAndWait(call);
      return { outcome, handling: { kind: 'forwarded', why: 'method' } };
    } finally {
      await this.#answers.drop(changedUrls(call.request, outcome));
    }
  }

  /** The same object as long as nothing in it changes, so that whoever reads it can remember what was read. */
  #serve(entry: CacheEntry): UpstreamResponse {
    const age = String(Math.floor(ageMs(entry.freshness, this.#clock.epochNow()) / 1000));
    const last = this.#served.get(entry);
    if (last?.headers.get('age')?.[0] === age) return last;
    const headers = new Map(entry.response.headers).set('age', [age]);
    const reusable = reusableOf(entry.response, entry.freshness);
    const response = { ...entry.response, headers, ...(reusable && { reusable }) };
    this.#served.set(entry, response);
    return response;
  }
}

type UsingWish = Extract<CacheWish, { kind: 'use' }>;

/** What `stale-if-error` is for (RFC 5861 §4): statuses that speak of the server, and no answer at all. */
function isError(outcome: UpstreamOutcome): boolean {
  if (outcome.ok) return ERRORS.has(outcome.value.status);
  return outcome.failure.kind !== 'aborted' && outcome.failure.kind !== 'deadline';
}

const ERRORS: ReadonlySet<number> = new Set([500, 502, 503, 504]);

function outcomeOf(handling: CacheHandling): CacheOutcome {
  if (handling.kind === 'hit') return handling.stale === undefined ? 'hit' : 'stale';
  if (handling.rescued !== undefined) return 'stale';
  if (handling.status === 304) return 'revalidated';
  return handling.why === 'bypass' || handling.why === 'method' ? 'bypass' : 'miss';
}
