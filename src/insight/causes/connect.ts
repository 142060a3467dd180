import { count, type FindCauses, type FoundCause, inMs, isWorthTelling, upstreamOf, worstBy } from './cause.ts';
import { connectMsOf, ofTls } from './connecting.ts';

/** On a local network connecting takes a millisecond; a busy machine makes twenty of it. */
const LEAST_MS = 50;

/** A first connection takes long: the upstream is far, its keys are slow, or it accepts connections slowly. */
export const findConnect: FindCauses = (record) =>
  worstBy(record, (call) => connectMsOf(call, 'new'))
    .filter(({ ms }) => isWorthTelling(ms, record, LEAST_MS))
    .map(
      ({ call, ms, calls }): FoundCause => ({
        kind: 'connect',
        call: call.id,
        ms,
        text: `${count(calls, 'call')} to ${upstreamOf(call)} had to wait for a new connection, the longest ${inMs(ms)}${ofTls(call)}.`,
        mend: 'Later calls use the same connections. If it happens often, traffic is too sparse for them to be kept, or the upstream is far: place the gateway nearer to it.',
      }),
    );
