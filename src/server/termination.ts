import { closeSync, openSync } from 'node:fs';
import type { Logger } from '../gateway.ts';
import type { Clock } from '../time/clock.ts';

/** A terminal's Ctrl-C reaches a process started by npm twice within this time; that is one wish. */
const SAME_WISH_MS = 100;

/**
 * Drains at the first SIGTERM or SIGINT and then exits with 0; a second signal exits at once with 1. `drain` closes
 * whatever there is to close. SIGHUP asks to `reload`, if that can be done; when it comes because the terminal was closed
 * it is like the others.
 */
export function exitOnSignals(drain: () => Promise<void>, logger: Logger, clock: Clock, reload?: () => void): void {
  const hadTerminal = process.stdin.isTTY === true;
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
  if (reload === undefined) return;
  process.on('SIGHUP', (signal) => {
    if (hadTerminal && !hasTerminal()) receive(signal);
    else if (firstMs === undefined) reload();
  });
}

/** Whether the terminal that the process was started from is still there. */
function hasTerminal(): boolean {
  try {
    closeSync(openSync('/dev/tty', 'r'));
    return true;
  } catch {
    return false;
  }
}
