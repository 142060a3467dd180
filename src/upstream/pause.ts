import type { Clock } from '../time/clock.ts';
import type { Call } from './call.ts';
import type { UpstreamFailure } from './upstream-error.ts';

/**
 * Lets a call wait for so long. Resolves with nothing when the time is over, or at once with the failure
 * that stopped the call; leaves no timer behind either way.
 */
export function pause(call: Call, ms: number, clock: Clock): Promise<UpstreamFailure | undefined> {
  return new Promise((resolve) => {
    const timer = clock.after(ms, () => {
      call.endWait();
      resolve(undefined);
    });
    call.waitOn({
      stop(failure) {
        timer[Symbol.dispose]();
        call.observe?.({ kind: 'failed', failure, atMs: clock.now() });
        resolve(failure);
      },
    });
  });
}
