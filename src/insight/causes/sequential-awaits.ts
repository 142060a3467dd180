import { remember } from '../../memo/remember.ts';
import type { CallRecord, OperationRecord } from '../record.ts';
import { count, endOf, type FindCauses, type FoundCause, inMs, isWorthTelling } from './cause.ts';

/**
 * A TypeScript resolver makes a call only when its one before is answered. What it lost is what it would have saved by
 * making them at once: all of them but the longest. Whether one needs the other's answer cannot be seen from outside.
 */
export const findSequentialAwaits: FindCauses = (record) => {
  const byRun = new Map<number, CallRecord[]>();
  for (const call of record.calls) {
    if (call.resolver !== undefined) remember(byRun, call.resolver, () => []).push(call);
  }
  const worst = new Map<string, FoundCause>();
  for (const { id, field } of record.resolvers) {
    const chain = longestChain(byRun.get(id) ?? [], record);
    const second = chain[1];
    if (second === undefined) continue;
    const lengths = chain.map((call) => endOf(call, record) - call.startMs);
    const ms = lengths.reduce((sum, one) => sum + one, 0) - Math.max(...lengths);
    if (!isWorthTelling(ms, record) || ms <= (worst.get(field)?.ms ?? 0)) continue;
    worst.set(field, {
      kind: 'sequential awaits',
      resolver: field,
      call: second.id,
      ms,
      text: `The TypeScript resolver of \`${field}\` made ${count(chain.length, 'call')} one after the other (${lengths.map(inMs).join(', ')}); at once they would have taken ${inMs(ms)} less.`,
      mend: "Where one does not need the other's answer, start all of them first and await them together: `await Promise.all([…])`.",
    });
  }
  return [...worst.values()];
};

/** Each begins after the one before has ended: from the first on, always the next that can follow. */
function longestChain(calls: readonly CallRecord[], record: OperationRecord): readonly CallRecord[] {
  const chain: CallRecord[] = [];
  for (const call of calls) {
    const last = chain.at(-1);
    if (last === undefined || call.startMs >= endOf(last, record)) chain.push(call);
  }
  return chain;
}
