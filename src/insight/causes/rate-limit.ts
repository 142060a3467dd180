import { count, type FindCauses, type FoundCause, inMs, isWorthTelling, upstreamOf, worstBy } from './cause.ts';

/** Calls are held back by a rate limit: ours, or the one that the upstream announces. */
export const findRateLimit: FindCauses = (record) =>
  worstBy(record, ({ heldMs }) => heldMs)
    .filter(({ ms }) => isWorthTelling(ms, record))
    .map(
      ({ call, ms, calls }): FoundCause => ({
        kind: 'rate limit',
        call: call.id,
        ms,
        text: `A rate limit held ${count(calls, 'call')} to ${upstreamOf(call)} back, the longest ${inMs(ms)}.`,
        mend: 'Raise `rateLimit` of the source (`perSecond`, `burst`) if it is ours; if the upstream announces it, ask for a larger one or make fewer calls: `$batch`, `cache`, fewer fields.',
      }),
    );
