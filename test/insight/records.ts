import type { AttemptRecord, CallRecord, OperationRecord, ResolverRecord } from '../../src/insight/record.ts';

/** A record in which only what matters to a test is said. */
export function recordOf(record: Partial<OperationRecord>): OperationRecord {
  const { calls = [] } = record;
  const wallMs = Math.max(0, ...calls.map(({ endMs = 0 }) => endMs));
  return { wallMs, calls, moreCalls: 0, resolvers: [], moreResolvers: 0, stalls: [], loopDelay: undefined, ...record };
}

/** One good attempt from `startMs` to `endMs`, unless told otherwise. */
export function callOf(call: Partial<CallRecord> & Pick<CallRecord, 'id'>): CallRecord {
  const { startMs = 0, endMs = startMs + 100 } = call;
  return {
    connector: `graph:Query.c${call.id}[0]`,
    source: 'api',
    upstream: 'graph.api',
    method: 'GET',
    path: [`c${call.id}`],
    places: 1,
    joined: 0,
    waitsFor: [],
    resolver: undefined,
    batch: undefined,
    startMs,
    endMs,
    readMs: endMs,
    status: 200,
    code: undefined,
    refusedBy: undefined,
    attempts: 1,
    seen: [attemptOf({ startMs, endMs })],
    heldMs: 0,
    cache: undefined,
    isCoalesced: false,
    isHedged: false,
    parseMs: 0,
    mapMs: 0,
    ...call,
  };
}

export function attemptOf(attempt: Partial<AttemptRecord> & Pick<AttemptRecord, 'startMs' | 'endMs'>): AttemptRecord {
  const { startMs, endMs } = attempt;
  return {
    queuedAtMs: startMs,
    limit: undefined,
    sentMs: startMs,
    connection: 'kept',
    tlsMs: 0,
    writtenMs: startMs,
    firstByteMs: endMs,
    failed: undefined,
    status: 200,
    ...attempt,
  };
}

export function resolverOf(resolver: Partial<ResolverRecord> & Pick<ResolverRecord, 'id'>): ResolverRecord {
  return { field: 'Query.own', path: ['own'], startMs: 0, syncMs: 0, endMs: 400, ...resolver };
}
