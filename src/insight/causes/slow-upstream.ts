import type { CallRecord, OperationRecord } from '../record.ts';
import { endOf, type FindCauses, type FoundCause, inMs, nameOf, upstreamOf } from './cause.ts';

/** Compared with the operation's other calls; the usual spread of equal services is below that. */
const TIMES_AS_SLOW = 2;

/** Whatever others take: after a second people notice that they are waiting (Nielsen, "Response Times", 1993). */
const SLOW_MS = 1_000;

/** Below these the operation would be hardly faster without it. */
const LEAST_ALONE_MS = 50;
const LEAST_ALONE_SHARE = 0.25;

/**
 * Everything overlapped, and the answer waited for this one alone: its upstream is simply slow. Told only where it stands
 * out, because of calls that all take equally long nothing would be gained by mending one.
 */
export const findSlowUpstream: FindCauses = (record) => {
  const sent = record.calls.filter(({ attempts, isCoalesced }) => attempts > 0 && !isCoalesced);
  const slowest = sent.reduce<CallRecord | undefined>(
    (worst, one) => (worst === undefined || tookMs(one, record) > tookMs(worst, record) ? one : worst),
    undefined,
  );
  if (slowest === undefined || isSplit(slowest)) return [];
  const ownMs = tookMs(slowest, record);
  const others = sent.filter((call) => call !== slowest).map((call) => tookMs(call, record));
  const usualMs = medianOf(others);
  const standsOut = usualMs !== undefined && ownMs >= usualMs * TIMES_AS_SLOW;
  if (!standsOut && ownMs < SLOW_MS) return [];
  const ms = aloneMs(slowest, record);
  if (ms < LEAST_ALONE_MS || ms < record.wallMs * LEAST_ALONE_SHARE) return [];
  const compared = usualMs === undefined ? '' : `, the others ${inMs(usualMs)} in the median`;
  const cause: FoundCause = {
    kind: 'slow upstream',
    call: slowest.id,
    ms,
    text: `${upstreamOf(slowest)} took ${inMs(ownMs)} for ${nameOf(slowest)} (call ${slowest.id})${compared}; for ${inMs(ms)} of it nothing else was under way.`,
    mend: 'Mend the upstream; or let clients have the rest first (`@defer`), give it less time (`timeout.attempt`, `@onFailure(then: STALE)`), or keep its answers (`cache`).',
  };
  return [cause];
};

/** The parts of one batch wait for one another, which is a cause of its own. */
function isSplit({ batch }: CallRecord): boolean {
  return batch !== undefined && batch.of > 1;
}

/** From the moment at which the last attempt was sent. */
function tookMs(call: CallRecord, record: OperationRecord): number {
  return endOf(call, record) - sentMs(call);
}

function sentMs({ seen, startMs }: CallRecord): number {
  const last = seen.at(-1);
  return last?.sentMs ?? last?.startMs ?? startMs;
}

function medianOf(values: readonly number[]): number | undefined {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

/** For how long a call was the only one under way at its upstream. */
function aloneMs(call: CallRecord, record: OperationRecord): number {
  let fromMs = sentMs(call);
  const untilMs = endOf(call, record);
  let alone = 0;
  const others = record.calls
    .filter((one) => one !== call)
    .map((one) => ({ fromMs: one.startMs, toMs: endOf(one, record) }))
    .sort((a, b) => a.fromMs - b.fromMs);
  for (const other of others) {
    if (other.fromMs >= untilMs) break;
    alone += Math.max(0, other.fromMs - fromMs);
    fromMs = Math.max(fromMs, other.toMs);
  }
  return alone + Math.max(0, untilMs - fromMs);
}
