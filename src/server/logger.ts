import { type DestinationStream, destination, type Logger as PinoLogger, pino } from 'pino';
import type { Mode } from '../settings/settings.ts';
import { readableLine } from './readable-log.ts';

/** pino on standard error: JSON for machines in production, short lines for people in development. */
export function createLogger(mode: Mode, stream: DestinationStream = destination({ dest: 2, sync: true })): PinoLogger {
  const options = { base: null, timestamp: pino.stdTimeFunctions.isoTime };
  if (mode === 'production') return pino(options, stream);
  return pino(options, { write: (line) => stream.write(readableLine(line)) });
}
