import type { Stall } from '../../time/stall-watch.ts';
import type { OperationRecord } from '../record.ts';
import { type FindCauses, type FoundCause, inMs, isWorthTelling, nameOf } from './cause.ts';
import { LEAST_STALL_MS, lengthOf, ranMs } from './stalled.ts';

/** Something keeps the event loop from turning: nothing is sent and no answer is read. */
export const findEventLoop: FindCauses = (record) => {
  const { stalls } = record;
  const ms = ranMs(stalls);
  const [longest] = [...stalls].sort((a, b) => lengthOf(b) - lengthOf(a));
  if (longest === undefined || !isWorthTelling(ms, record, LEAST_STALL_MS)) return [];
  const culprit = culpritOf(longest, record);
  const times = stalls.length === 1 ? '' : ` in ${stalls.length} stretches`;
  const cause: FoundCause = {
    kind: 'event loop',
    ...(culprit?.call !== undefined && { call: culprit.call }),
    ...(culprit?.resolver !== undefined && { resolver: culprit.resolver }),
    ms,
    text: `The event loop was blocked for ${inMs(ms)}${times}, by ${culprit?.by ?? SOMETHING_ELSE}.`,
    mend: culprit?.mend ?? 'Find it with `node --cpu-prof`, and move it to a worker thread or cut it into pieces.',
  };
  return [cause];
};

const SOMETHING_ELSE = 'something else in this process (another operation, or code of the program between two awaits)';

interface Culprit {
  readonly call?: number;
  readonly resolver?: string;
  readonly by: string;
  readonly mend: string;
}

/** What of the operation itself ran for at least half of a stall. */
function culpritOf(stall: Stall, { calls, resolvers }: OperationRecord): Culprit | undefined {
  const half = lengthOf(stall) / 2;
  for (const { field, startMs, syncMs } of resolvers) {
    if (shared(stall, startMs, startMs + syncMs) < half) continue;
    const mend = 'Move its work to a worker thread, or cut it into pieces with an await between them.';
    return { resolver: field, by: `the TypeScript resolver of \`${field}\``, mend };
  }
  for (const call of calls) {
    const { id, readMs, parseMs, mapMs } = call;
    if (readMs === undefined || shared(stall, readMs - parseMs - mapMs, readMs) < half) continue;
    const mend = 'Ask the upstream for less: pages, fewer members, a filter in the URL.';
    return { call: id, by: `reading the answer of ${nameOf(call)} (call ${id})`, mend };
  }
  return undefined;
}

/** How long a stall and a stretch of work have in common. */
function shared({ fromMs, toMs }: Stall, workFromMs: number, workToMs: number): number {
  return Math.min(toMs, workToMs) - Math.max(fromMs, workFromMs);
}
