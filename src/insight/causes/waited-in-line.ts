import type { CallRecord, OperationRecord } from '../record.ts';
import { isWorthTelling, type Worst, worstBy } from './cause.ts';

/** Those that waited most for their turn, of each upstream: because of the adaptive limit, or because of the connections. Pure. */
export function waitedInLine(record: OperationRecord, isAdapted: boolean): readonly Worst[] {
  const waited = ({ seen }: CallRecord): number =>
    seen.reduce((sum, { limit, queuedAtMs, startMs }) => {
      return limit?.isAdapted === isAdapted ? sum + startMs - queuedAtMs : sum;
    }, 0);
  return worstBy(record, waited).filter(({ ms }) => isWorthTelling(ms, record));
}

/** How many could be in flight at once. Pure. */
export function limitOf({ seen }: CallRecord): number {
  return seen.find(({ limit }) => limit !== undefined)?.limit?.calls ?? 0;
}
