import { count, type FindCauses, type FoundCause, inMs, upstreamOf } from './cause.ts';
import { limitOf, waitedInLine } from './waited-in-line.ts';

/** Calls wait because all connections of the upstream are busy: the setting `connections` binds. */
export const findConnections: FindCauses = (record) =>
  waitedInLine(record, false).map(({ call, ms, calls }): FoundCause => {
    const limit = limitOf(call);
    return {
      kind: 'connections',
      call: call.id,
      ms,
      text: `${count(calls, 'call')} to ${upstreamOf(call)} waited until one of its ${limit} connections was free, the longest ${inMs(ms)}.`,
      mend: `Raise \`connections\` of the source (now ${limit}), if the upstream bears it; or ask for many at once with \`$batch\`.`,
    };
  });
