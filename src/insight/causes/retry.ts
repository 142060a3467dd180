import type { CallRecord } from '../record.ts';
import { type FindCauses, type FoundCause, inMs, isWorthTelling, nameOf, worstBy } from './cause.ts';

/** Attempts before the last one failed: what they took, and the pauses after them, is lost. */
export const findRetry: FindCauses = (record) =>
  worstBy(record, lost, nameOf)
    .filter(({ ms }) => isWorthTelling(ms, record))
    .map(
      ({ call, ms }): FoundCause => ({
        kind: 'retry',
        call: call.id,
        ms,
        text: `${nameOf(call)} (call ${call.id}) was tried ${call.seen.length} times, because ${whyAgain(call)}; that took ${inMs(ms)} until the last attempt.`,
        mend: 'Mend the upstream. `retry: { attempts: 1 }` of the source gives up at once, a shorter `timeout.attempt` gives up sooner, and `hedge` tries again before the failure.',
      }),
    );

/** A second attempt beside the first takes no time of its own. */
function lost({ seen, isHedged }: CallRecord): number {
  const [first] = seen;
  const last = seen.at(-1);
  return first === undefined || last === undefined || isHedged ? 0 : last.queuedAtMs - first.startMs;
}

function whyAgain({ seen: [first] }: CallRecord): string {
  if (first?.failed === 'timeout') return 'the first attempt was not answered in time';
  if (first?.failed !== undefined) return `the first attempt failed (${first.failed})`;
  return `the first answer had status ${first?.status ?? 'none'}`;
}
