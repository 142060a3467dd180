import type { Logger } from '../gateway.ts';
import type { Clock } from '../time/clock.ts';

/** A terminal's Ctrl-C reaches a process started by npm twice within this time; that is one wish. */
const SAME_WISH_MS = 100;

/**
 * Drains at the first SIGTERM or SIGINT and then exits with 0; a second signal exits at once with 1. `drain` closes
 * whatever there is to close.
 */
export function exitOnSignals(drain: () => Promise<void>, logger: Logger, clock: Clock): void {
  let firstMs: number | undefined;
  const receive = (signal: NodeJS.Signals): void => {
    if (firstMs !== undefined) {
      if (clock.now() - firstMs > SAME_WISH_MS) process.exit(1);
      return;
    }
    firstMs = clock.now();
    logger.info({ signal }, 'Draining: no new work, what is under way is finished.');
    drain().then(
      () => process.exit(0),
      (error: unknown) => {
        logger.error({ err: error }, 'Draining failed.');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', receive);
  process.on('SIGINT', receive);
}
