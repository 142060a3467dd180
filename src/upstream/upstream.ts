import type { Outcome } from '../json/outcome.ts';
import type { Deadline } from '../time/deadline.ts';
import type { Traffic } from './traffic.ts';
import type { UpstreamFailure } from './upstream-error.ts';

/** One HTTP exchange to be made. Header names are lower case; repeated names are repeated lines. */
export interface UpstreamRequest {
  readonly method: string;
  /** Absolute. */
  readonly url: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body?: string;
}

export interface UpstreamResponse {
  readonly status: number;
  /** By lower-case name, one string per header line. */
  readonly headers: ReadonlyMap<string, readonly string[]>;
  /** Decompressed. */
  readonly body: Uint8Array;
  /**
   * Where whoever reads the body keeps what it made of it, for all who share the answer. Here, because the collector
   * treats what a WeakMap holds as alive for a while: bodies would outlive their requests.
   */
  reading?: unknown;
  /** Absent: its headers do not allow explicitly that it is used again, or nobody has looked. */
  reusable?: Reusable;
}

/** What an answer's own headers allow to whoever is told something made of it (RFC 9111). */
export interface Reusable {
  readonly untilEpochMs: number;
  /** Only by the one who asked. */
  readonly isPrivate: boolean;
}

/** What a call carries with it. The signal aborts when the client leaves or the deadline passes. */
export interface CallContext {
  readonly signal: AbortSignal;
  readonly deadline: Deadline;
  /** Hears what happens to the call, in order. It must not throw. Without it no event is made. */
  readonly observe?: ((event: CallEvent) => void) | undefined;
  /** What a call tells of itself where nobody listens; the call counts on it from where it stands. */
  readonly tally?: CallTally;
  /** The request's `keyOfRequest`, where it has been made already. */
  readonly key?: string;
  /** A kept answer will do only if the server confirms it now, however fresh it is. */
  readonly revalidate?: boolean;
}

/** Kept up to date while the call runs, and left alone once it is answered. */
export interface CallTally {
  /** HTTP exchanges begun for this caller. */
  attempts: number;
  /** The answer was an old one; the first such use counts. */
  stale: StaleUse | undefined;
  /** What the cache made of an answered call. */
  cache: CacheOutcome | undefined;
}

/** Facts of one call, for whoever looks; `atMs` on the clock's monotonic scale. Rooms above know their meaning, this one does not. */
export type CallEvent =
  /** An equal call was in flight already; this one waits for the same answer. */
  | { readonly kind: 'coalesced'; readonly atMs: number }
  /** What the cache made of an answered call; `status` is the value of a `Cache-Status` field (RFC 9211). */
  | {
      readonly kind: 'cache';
      readonly outcome: CacheOutcome;
      readonly status: string;
      /** Of a stale answer only. */
      readonly stale?: StaleUse;
      readonly atMs: number;
    }
  /** The answer is late; a second attempt runs beside the first. */
  | { readonly kind: 'hedged'; readonly atMs: number }
  /** A rate limit has held it back so long; it goes on now. */
  | { readonly kind: 'held'; readonly forMs: number; readonly atMs: number }
  /** It has come to the connections. */
  | { readonly kind: 'queued'; readonly atMs: number }
  /** It had to wait there, because as many calls were in flight as may be. */
  | {
      readonly kind: 'admitted';
      readonly limit: number;
      /** There are more connections than that; the source's latency allows no more calls. */
      readonly isAdapted: boolean;
      readonly atMs: number;
    }
  | { readonly kind: 'attempt'; readonly number: number; readonly atMs: number }
  /** What came before was connecting, if the connection is new. */
  | {
      readonly kind: 'sent';
      readonly newConnection: boolean;
      /** The one before it, in the same place, was closed right after an answer. */
      readonly isAgain?: boolean;
      /** Of connecting, how long it took to agree on keys. */
      readonly tlsMs?: number;
      readonly atMs: number;
    }
  /** The request has been handed over whole. */
  | { readonly kind: 'written'; readonly atMs: number }
  | { readonly kind: 'first byte'; readonly status: number; readonly atMs: number }
  | { readonly kind: 'ended'; readonly bytes: number; readonly atMs: number }
  /** An attempt failed, or the call where it stood. The last event of a failed call. */
  | { readonly kind: 'failed'; readonly failure: UpstreamFailure; readonly atMs: number };

/** Answered from the cache while fresh, or past that; confirmed by the upstream; asked for; not the cache's affair. */
export type CacheOutcome = 'hit' | 'stale' | 'revalidated' | 'miss' | 'bypass';

/** How old a stale answer is, and why it was given all the same: it is being renewed, or could not be. */
export interface StaleUse {
  readonly ageMs: number;
  readonly because: 'renewing' | 'status' | UpstreamFailure['kind'];
}

export type UpstreamOutcome = Outcome<UpstreamResponse, UpstreamFailure>;

/** The running client of one source: owns its sockets. `send` resolves for every expected failure and never throws. */
export interface Upstream extends AsyncDisposable {
  /** The source's name as people wrote it; safe to show to clients (never a host name). */
  readonly name: string;
  send(request: UpstreamRequest, context: CallContext): Promise<UpstreamOutcome>;
  /** What it has done so far; absent: it does not count. */
  readonly traffic?: Traffic;
}
