import type { FoundCause } from './causes/cause.ts';
import { findCauses } from './causes/registry.ts';
import { type AttemptPhases, type Mutable, phasesOf, roundMs, upstreamMsOf } from './phases.ts';
import type { CallRecord, LoopDelay, OperationRecord, ResolverRecord } from './record.ts';

/** What `extensions.overlap` tells of a traced operation. Neither URLs nor headers: they may hold secrets. */
export interface ToldOperation {
  /** Sum of upstream times by wall time: how much overlapped. */
  readonly overlapFactor: number;
  readonly wallMs: number;
  readonly upstreamMs: number;
  /** In the order of their beginnings. */
  readonly calls: readonly ToldCall[];
  /** Calls that are not listed. */
  readonly moreCalls?: number;
  readonly causes: readonly ToldCause[];
  /** The longest that the event loop did not turn. */
  readonly eventLoopDelayMs: number;
  /** Of all its turns since operations began to be traced without a break, as Node measures it. */
  readonly eventLoop?: LoopDelay;
  /** TypeScript resolvers, those that took longest first. */
  readonly resolvers?: readonly ToldResolver[];
}

export type ToldCause = FoundCause;

export interface ToldCall {
  readonly id: number;
  /** Its coordinate; absent: a TypeScript resolver called. */
  readonly connector?: string;
  readonly source?: string;
  readonly resolver?: string;
  /** Of the first place that it is for; numbers are positions in lists. */
  readonly path: readonly (string | number)[];
  /** Places that it is for, where they are several. */
  readonly places?: number;
  readonly method: string;
  readonly status?: number;
  /** Why there was no answer. */
  readonly code?: string;
  /** Which policy did not let it out: `breaker`, `rate limit`, `bulkhead`, `queue timeout`. */
  readonly refusedBy?: string;
  /** The calls whose answers gave its key or its parent. */
  readonly waitsFor: readonly number[];
  readonly startMs: number;
  /** Until the answer was there. */
  readonly elapsedMs: number;
  readonly phases: ToldPhases;
  readonly attempts: number;
  /** The phases of each, where there were several. */
  readonly tried?: readonly (AttemptPhases & { readonly status?: number; readonly failed?: string })[];
  /** A `Cache-Status` field (RFC 9211). */
  readonly cache?: string;
  readonly batch?: { readonly size: number; readonly index: number; readonly of: number };
  /** An equal call was under way, and this one took its answer. */
  readonly coalesced?: true;
  /** A second attempt ran beside the late first one. */
  readonly hedged?: true;
  /** It had not ended when the answer was made. */
  readonly unfinished?: true;
}

/** Of the last attempt; and what happened to its answer. */
export interface ToldPhases extends Partial<AttemptPhases> {
  /** By a rate limit. */
  readonly heldMs?: number;
  readonly parseMs: number;
  readonly mapMs: number;
}

/** All runs of one resolver. */
export interface ToldResolver {
  readonly field: string;
  readonly runs: number;
  /** The longest one. */
  readonly ms: number;
  /** Of it, while none of its calls was under way: its own work, or waiting that nobody sees. */
  readonly ownMs: number;
  /** Of the longest one. */
  readonly path: readonly (string | number)[];
  readonly calls: readonly number[];
}

/** A record as clients are told of it. Pure. */
export function tellRecord(record: OperationRecord): ToldOperation {
  const { wallMs, calls, moreCalls, resolvers, stalls, loopDelay } = record;
  const upstreamMs = calls.reduce((sum, call) => sum + upstreamMsOf(call, wallMs), 0);
  const fields = new Map(resolvers.map(({ id, field }) => [id, field]));
  return {
    overlapFactor: wallMs === 0 ? 0 : Math.round((upstreamMs / wallMs) * 100) / 100,
    wallMs: roundMs(wallMs),
    upstreamMs: roundMs(upstreamMs),
    calls: calls.map((call) => tellCall(call, fields, wallMs)),
    ...(moreCalls > 0 && { moreCalls }),
    causes: findCauses(record).map((cause) => ({ ...cause, ms: roundMs(cause.ms) })),
    eventLoopDelayMs: roundMs(stalls.reduce((longest, { fromMs, toMs }) => Math.max(longest, toMs - fromMs), 0)),
    ...(loopDelay !== undefined && { eventLoop: tellDelay(loopDelay) }),
    ...(resolvers.length > 0 && { resolvers: tellResolvers(record) }),
  };
}

function tellDelay({ meanMs, p99Ms, maxMs }: LoopDelay): LoopDelay {
  return { meanMs: roundMs(meanMs), p99Ms: roundMs(p99Ms), maxMs: roundMs(maxMs) };
}

/** Assigned and not spread, like the phases. */
function tellCall(call: CallRecord, fields: ReadonlyMap<number, string>, wallMs: number): ToldCall {
  const { id, connector, source, resolver, path, method, waitsFor, startMs, endMs = wallMs, seen, attempts } = call;
  const told: Mutable<ToldCall> = {
    id,
    path,
    method,
    waitsFor,
    startMs: roundMs(startMs),
    elapsedMs: roundMs(endMs - startMs),
    phases: tellPhases(call),
    attempts,
  };
  const asker = resolver === undefined ? undefined : fields.get(resolver);
  if (connector !== undefined) told.connector = connector;
  if (source !== undefined) told.source = source;
  if (asker !== undefined) told.resolver = asker;
  if (call.places > 1) told.places = call.places;
  if (call.status !== undefined) told.status = call.status;
  if (call.code !== undefined) told.code = call.code;
  if (call.refusedBy !== undefined) told.refusedBy = call.refusedBy;
  if (seen.length > 1) told.tried = seen.map(tellAttempt);
  if (call.cache !== undefined) told.cache = call.cache;
  if (call.batch !== undefined) told.batch = { size: call.batch.size, index: call.batch.index, of: call.batch.of };
  if (call.isCoalesced) told.coalesced = true;
  if (call.isHedged) told.hedged = true;
  if (call.endMs === undefined) told.unfinished = true;
  return told;
}

function tellPhases({ seen, heldMs, parseMs, mapMs }: CallRecord): ToldPhases {
  const last = seen.at(-1);
  const phases: Mutable<ToldPhases> = Object.assign(last === undefined ? {} : phasesOf(last), {
    parseMs: roundMs(parseMs),
    mapMs: roundMs(mapMs),
  });
  if (heldMs > 0) phases.heldMs = roundMs(heldMs);
  return phases;
}

function tellAttempt(attempt: CallRecord['seen'][number]) {
  const { status, failed } = attempt;
  return { ...phasesOf(attempt), ...(status !== undefined && { status }), ...(failed !== undefined && { failed }) };
}

function tellResolvers({ resolvers, calls, wallMs }: OperationRecord): readonly ToldResolver[] {
  const byField = Map.groupBy(resolvers, ({ field }) => field);
  return [...byField].map(([field, runs]) => tellResolver(field, runs, calls, wallMs)).sort((a, b) => b.ms - a.ms);
}

function tellResolver(
  field: string,
  runs: readonly ResolverRecord[],
  calls: readonly CallRecord[],
  wallMs: number,
): ToldResolver {
  const tookMs = ({ startMs, endMs = wallMs }: ResolverRecord): number => endMs - startMs;
  const longest = runs.reduce((worst, one) => (tookMs(one) > tookMs(worst) ? one : worst));
  const ids = new Set(runs.map(({ id }) => id));
  const own = calls.filter(({ resolver }) => resolver !== undefined && ids.has(resolver));
  const ofLongest = own.filter(({ resolver }) => resolver === longest.id);
  return {
    field,
    runs: runs.length,
    ms: roundMs(tookMs(longest)),
    ownMs: roundMs(Math.max(0, tookMs(longest) - coveredMs(ofLongest, wallMs))),
    path: longest.path,
    calls: own.map(({ id }) => id),
  };
}

/** How long at least one of the calls was under way. */
function coveredMs(calls: readonly CallRecord[], wallMs: number): number {
  let covered = 0;
  let untilMs = Number.NEGATIVE_INFINITY;
  for (const { startMs, endMs = wallMs } of calls) {
    covered += Math.max(0, endMs - Math.max(startMs, untilMs));
    untilMs = Math.max(untilMs, endMs);
  }
  return covered;
}
