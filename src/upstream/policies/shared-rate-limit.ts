import { failed } from '../../json/outcome.ts';
import type { Clock } from '../../time/clock.ts';
import { awaited, awaiting } from '../awaiting.ts';
import type { Call, Policy } from '../call.ts';
import { pause } from '../pause.ts';
import type { UpstreamOutcome } from '../upstream.ts';
import type { UpstreamFailure } from '../upstream-error.ts';
import { createRateLimit, tellHeld } from './rate-limit.ts';
import type { SharedBucket } from './shared-bucket.ts';
import type { RateLimit } from './token-bucket.ts';

/**
 * Holds the calls of a whole fleet back to so many per second. Where the shared bucket cannot be asked, this process keeps
 * to the limit alone: the upstream then sees at most that many calls of each.
 */
export function createSharedRateLimit(limit: RateLimit, maxWaitMs: number, bucket: SharedBucket, clock: Clock): Policy {
  const alone = createRateLimit(limit, maxWaitMs, clock);
  return (next) => {
    const sendAlone = awaited(alone(next));
    return awaiting((send) => async (call) => {
      const turn = await bucket.take(limit, Math.max(0, Math.min(maxWaitMs, call.deadline.atMs - clock.now())));
      switch (turn.kind) {
        case 'unknown':
          return call.stopped === undefined ? sendAlone(call) : failed(call.stopped);
        case 'too long':
          return refuse(call, turn.waitMs, clock);
        case 'granted': {
          const grantedMs = clock.now();
          const stopped = call.stopped ?? (turn.waitMs > 0 ? await pause(call, turn.waitMs, clock) : undefined);
          if (stopped === undefined) {
            if (turn.waitMs > 0) tellHeld(call, grantedMs, clock);
            return send(call);
          }
          void bucket.giveBack(limit);
          return failed(stopped);
        }
      }
    })(next);
  };
}

function refuse(call: Call, waitMs: number, clock: Clock): UpstreamOutcome {
  const failure: UpstreamFailure = { kind: 'refused', by: 'rate limit', retryAfterMs: Math.ceil(waitMs) };
  call.observe?.({ kind: 'failed', failure, atMs: clock.now() });
  return failed(failure);
}
