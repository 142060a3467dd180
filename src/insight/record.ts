import type { BatchPart } from '../execution/observer.ts';
import type { Stall } from '../time/stall-watch.ts';

/** What Node measures of all turns of the event loop (`monitorEventLoopDelay`). */
export interface LoopDelay {
  readonly meanMs: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}

/** What one operation met on its way. All moments are milliseconds from its beginning. */
export interface OperationRecord {
  readonly wallMs: number;
  /** In the order of their beginnings. */
  readonly calls: readonly CallRecord[];
  /** Calls beyond those. */
  readonly moreCalls: number;
  readonly resolvers: readonly ResolverRecord[];
  /** Resolver runs beyond those. */
  readonly moreResolvers: number;
  readonly stalls: readonly Stall[];
  /** Of the event loop, since operations began to be recorded without a break. */
  readonly loopDelay: LoopDelay | undefined;
}

export interface CallRecord {
  readonly id: number;
  /** The connector's coordinate; undefined: a TypeScript resolver made it. */
  readonly connector: string | undefined;
  /** The source's name as people wrote it; undefined for a connector without one. */
  readonly source: string | undefined;
  /** Calls of one upstream have equal ones. */
  readonly upstream: string;
  readonly method: string;
  /** Of the first place that it is for. */
  readonly path: readonly (string | number)[];
  /** Places that it is for. */
  readonly places: number;
  /** Other calls of the operation that took its answer. */
  readonly joined: number;
  readonly waitsFor: readonly number[];
  /** The run of a TypeScript resolver that asked for it. */
  readonly resolver: number | undefined;
  readonly batch: BatchPart | undefined;
  readonly startMs: number;
  /** When its answer was there; undefined: it was still under way. */
  readonly endMs: number | undefined;
  /** When the answer had been parsed and mapped. */
  readonly readMs: number | undefined;
  readonly status: number | undefined;
  /** Why there was no answer. */
  readonly code: string | undefined;
  /** Which policy did not let it out. */
  readonly refusedBy: string | undefined;
  readonly attempts: number;
  /** Of those attempts the ones that were seen: another call's are not. */
  readonly seen: readonly AttemptRecord[];
  /** Held back by rate limits. */
  readonly heldMs: number;
  /** A `Cache-Status` field (RFC 9211). */
  readonly cache: string | undefined;
  /** It waited for the answer of an equal call, of another operation perhaps. */
  readonly isCoalesced: boolean;
  readonly isHedged: boolean;
  readonly parseMs: number;
  readonly mapMs: number;
}

/** One HTTP exchange, or the attempt at one. */
export interface AttemptRecord {
  /** When it came to the queue in front of the connections. */
  readonly queuedAtMs: number;
  /** When it left it. */
  readonly startMs: number;
  /** How many calls may be in flight at once, if it had to wait; and whether that is fewer than there are connections. */
  readonly limit: { readonly calls: number; readonly isAdapted: boolean } | undefined;
  /** When the connection was there. */
  readonly sentMs: number | undefined;
  readonly connection: 'kept' | 'new' | 'again' | undefined;
  readonly tlsMs: number;
  /** When the request had been written. */
  readonly writtenMs: number | undefined;
  readonly firstByteMs: number | undefined;
  readonly endMs: number | undefined;
  /** Why it failed; a status that makes a call try again is no failure here. */
  readonly failed: string | undefined;
  readonly status: number | undefined;
}

/** One run of a TypeScript resolver. */
export interface ResolverRecord {
  readonly id: number;
  /** `Type.field`. */
  readonly field: string;
  readonly path: readonly (string | number)[];
  readonly startMs: number;
  /** How long it ran before it returned, be it a promise. */
  readonly syncMs: number;
  /** Undefined: it was still under way. */
  readonly endMs: number | undefined;
}
