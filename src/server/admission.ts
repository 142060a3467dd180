import type { Logger } from '../gateway.ts';
import type { OverloadSettings } from '../settings/settings.ts';
import type { LoopDelay } from '../time/loop-delay.ts';

/** The door of a process that may be full. */
export interface Admission {
  /** Lets an operation in until the returned function is called; undefined: there is no room. */
  enter(): (() => void) | undefined;
}

/**
 * Turns operations away while too many are under way, or while the event loop stays late: whoever comes then would wait
 * longer than the work takes, and make all others wait. The log is told when that begins and when it is over.
 */
export function createAdmission(
  { maxConcurrent, maxDelayMs }: OverloadSettings,
  loopDelay: Pick<LoopDelay, 'standingMs'>,
  logger: Logger,
): Admission {
  let underWay = 0;
  let turnedAway = 0;
  return {
    enter() {
      const delayMs = loopDelay.standingMs();
      if (underWay >= maxConcurrent || delayMs > maxDelayMs) {
        if (turnedAway === 0)
          logger.warn({ underWay, loopDelayMs: Math.round(delayMs) }, 'Overloaded: new operations are turned away.');
        turnedAway += 1;
        return undefined;
      }
      if (turnedAway > 0) {
        logger.info({ turnedAway }, 'There is room again.');
        turnedAway = 0;
      }
      underWay += 1;
      let isGone = false;
      return () => {
        if (!isGone) underWay -= 1;
        isGone = true;
      };
    },
  };
}
