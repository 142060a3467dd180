import type { CallRecord, OperationRecord } from '../record.ts';
import { endOf, type FindCauses, type FoundCause, inMs, isWorthTelling, nameOf } from './cause.ts';

/**
 * A batch was cut by `maxSize`, and its parts, though sent at once, were not answered at once: everything below waits for
 * the last of them. Parts that are answered together lose nothing.
 */
export const findBatchSplit: FindCauses = (record) =>
  splitBatches(record).flatMap((parts): FoundCause | readonly FoundCause[] => {
    const ends = parts.map((part) => endOf(part, record));
    const ms = Math.max(...ends) - Math.min(...ends);
    const last = parts[ends.indexOf(Math.max(...ends))];
    if (last === undefined || !isWorthTelling(ms, record)) return [];
    const rows = parts.reduce((sum, { batch }) => sum + (batch?.size ?? 0), 0);
    return {
      kind: 'batch split',
      call: last.id,
      ms,
      text: `The batch of ${rows} for ${nameOf(last)} was split into ${parts.length} calls by \`maxSize: ${last.batch?.maxSize}\`; the last answer came ${inMs(ms)} after the first.`,
      mend: 'Raise `maxSize` if the upstream takes more in one request; if it answers one request after the other, larger parts are faster than many.',
    };
  });

/** The calls of each batch that was cut. */
function splitBatches({ calls }: OperationRecord): readonly (readonly CallRecord[])[] {
  const open = new Map<string, CallRecord[]>();
  const batches: CallRecord[][] = [];
  for (const call of calls) {
    const { batch, connector = '' } = call;
    if (batch === undefined || batch.of < 2) continue;
    if (batch.index === 0) {
      const begun = [call];
      open.set(connector, begun);
      batches.push(begun);
    } else {
      open.get(connector)?.push(call);
    }
  }
  return batches;
}
