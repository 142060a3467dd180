import { count, type FindCauses, type FoundCause, inMs, upstreamOf } from './cause.ts';
import { limitOf, waitedInLine } from './waited-in-line.ts';

/** Calls wait because the adaptive limit lets fewer through than there are connections. */
export const findQueue: FindCauses = (record) =>
  waitedInLine(record, true).map(
    ({ call, ms, calls }): FoundCause => ({
      kind: 'queue',
      call: call.id,
      ms,
      text: `${count(calls, 'call')} to ${upstreamOf(call)} waited in the queue, the longest ${inMs(ms)}: its latency lets only ${limitOf(call)} be in flight at once.`,
      mend: 'The upstream slows down under load: make it bear more, or ask it less (`$batch`, caching). Without `adaptive` the queue is at the upstream instead.',
    }),
  );
