import { failed } from '../../json/outcome.ts';
import type { Clock } from '../../time/clock.ts';
import type { Policy } from '../call.ts';

/**
 * One attempt by wall clock: connecting, sending, waiting, every byte of the body and decoding it. Idle timers would
 * let a drip of bytes, or of informational responses, go on for ever.
 */
export function createAttemptTimeout(attemptTimeoutMs: number, clock: Clock): Policy {
  return (send) => async (call) => {
    if (call.stopped !== undefined) return failed(call.stopped);
    call.beginAttempt(clock.now());
    const timer = clock.after(attemptTimeoutMs, () => call.interrupt({ kind: 'timeout', afterMs: attemptTimeoutMs }));
    try {
      return await send(call);
    } finally {
      timer[Symbol.dispose]();
    }
  };
}
