import { failed } from '../../json/outcome.ts';
import type { Clock } from '../../time/clock.ts';
import { begin, type Policy } from '../call.ts';

/**
 * One attempt by wall clock: connecting, sending, waiting, every byte of the body and decoding it. Idle timers would
 * let a drip of bytes, or of informational responses, go on for ever.
 */
export function createAttemptTimeout(attemptTimeoutMs: number, clock: Clock): Policy {
  return (send) => (call) => {
    if (call.stopped !== undefined) return Promise.resolve(failed(call.stopped));
    call.beginAttempt(clock.now());
    const timer = clock.after(attemptTimeoutMs, () => call.interrupt({ kind: 'timeout', afterMs: attemptTimeoutMs }));
    const end = () => timer[Symbol.dispose]();
    const outcome = begin(send, call);
    outcome.then(end, end);
    return outcome;
  };
}
