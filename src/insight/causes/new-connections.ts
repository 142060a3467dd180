import type { CallRecord } from '../record.ts';
import { count, type FindCauses, type FoundCause, inMs, isWorthTelling, upstreamOf } from './cause.ts';
import { connectMsOf, ofTls } from './connecting.ts';

/** One reopened connection may be chance; three in one operation are a habit, however fast they are made. */
const HABIT = 3;

/** An upstream closes connections after each answer, so that every call has to connect again. */
export const findNewConnections: FindCauses = (record) => {
  const again = record.calls.filter(({ seen }) => seen.some(({ connection }) => connection === 'again'));
  return [...Map.groupBy(again, ({ upstream }) => upstream).values()].flatMap((calls) => {
    const call = calls.reduce((worst, one) => (lost(one) > lost(worst) ? one : worst));
    const ms = lost(call);
    if (calls.length < HABIT && !isWorthTelling(ms, record)) return [];
    const cause: FoundCause = {
      kind: 'new connections',
      call: call.id,
      ms,
      text: `${upstreamOf(call)} closes connections after its answers: ${count(calls.length, 'call')} had to connect again, which took up to ${inMs(ms)}${ofTls(call)}.`,
      mend: 'Let the upstream, or the proxy in front of it, keep connections open (HTTP keep-alive) for some seconds.',
    };
    return [cause];
  });
};

function lost(call: CallRecord): number {
  return connectMsOf(call, 'again');
}
