import { type DestinationStream, destination, type Logger as PinoLogger, pino } from 'pino';
import { LOG_LEVEL } from '../settings/defaults.ts';
import type { LogLevel, Mode } from '../settings/settings.ts';
import { readableLine } from './readable-log.ts';

export interface LoggerOptions {
  readonly level?: LogLevel;
  readonly stream?: DestinationStream;
}

/** pino on standard error: JSON for machines in production, short lines for people in development. */
export function createLogger(
  mode: Mode,
  { level = LOG_LEVEL, stream = destination({ dest: 2, sync: true }) }: LoggerOptions = {},
): PinoLogger {
  const options = { level, base: null, timestamp: pino.stdTimeFunctions.isoTime };
  if (mode === 'production') return pino(options, stream);
  return pino(options, { write: (line) => stream.write(readableLine(line)) });
}
