import type { CallRecord, OperationRecord } from '../record.ts';
import { endOf, type FindCauses, type FoundCause, inMs, isWorthTelling, nameOf } from './cause.ts';

/**
 * A call begins only when another one's answer has given its key, or the object that it is for: a chain. What it lost is
 * what the other one took. Of equal pairs the one that lost most is told.
 */
export const findKey: FindCauses = (record) => {
  const byId = new Map(record.calls.map((call) => [call.id, call]));
  const pairs = new Map<string, { readonly call: CallRecord; readonly before: CallRecord; readonly ms: number }>();
  for (const call of record.calls) {
    const before = lastOf(call.waitsFor, byId, record);
    if (before === undefined) continue;
    const ms = Math.min(call.startMs, endOf(before, record)) - before.startMs;
    if (!isWorthTelling(ms, record)) continue;
    const key = JSON.stringify([nameOf(call), nameOf(before)]);
    const known = pairs.get(key);
    if (known === undefined || ms > known.ms) pairs.set(key, { call, before, ms });
  }
  return [...pairs.values()].map(
    ({ call, before, ms }): FoundCause => ({
      kind: 'key',
      call: call.id,
      ms,
      text: `${nameOf(call)} (call ${call.id}) waited ${inMs(ms)} for ${nameOf(before)} (call ${before.id}), whose answer gives its key or its parent.`,
      mend: 'If the first answer can carry what the second call brings, map it there. If the key is one of the arguments, copy it from there (`id: $args.id`): then both start at once.',
    }),
  );
};

/** The one that was there last. */
function lastOf(
  ids: readonly number[],
  byId: ReadonlyMap<number, CallRecord>,
  record: OperationRecord,
): CallRecord | undefined {
  let last: CallRecord | undefined;
  for (const id of ids) {
    const one = byId.get(id);
    if (one !== undefined && (last === undefined || endOf(one, record) > endOf(last, record))) last = one;
  }
  return last;
}
