import { expect, test } from 'vitest';
import { createLogger } from '../../src/server/logger.ts';
import type { Mode } from '../../src/settings/settings.ts';

function linesOf(mode: Mode, log: (logger: ReturnType<typeof createLogger>) => void): string[] {
  const lines: string[] = [];
  log(createLogger(mode, { stream: { write: (line) => void lines.push(line) } }));
  return lines;
}

const OPERATION = {
  requestId: 'r1',
  operationType: 'query',
  operationName: 'Dashboard',
  status: 200,
  durationMs: 12.3,
  errorCodes: ['UPSTREAM_TIMEOUT'],
};

test('production logs JSON, a line each', () => {
  const [line = ''] = linesOf('production', (logger) => logger.info(OPERATION, 'operation'));
  expect(JSON.parse(line)).toEqual({
    ...OPERATION,
    level: 30,
    time: expect.stringMatching(/^\d{4}-.*Z$/),
    msg: 'operation',
  });
});

test('development logs short lines', () => {
  const lines = linesOf('development', (logger) => {
    logger.info(OPERATION, 'operation');
    logger.info({ ...OPERATION, operationName: undefined, errorCodes: [] }, 'operation');
    logger.info({ ...OPERATION, calls: 10, factor: 8.7, errorCodes: [] }, 'operation');
    logger.warn({ inFlight: 2 }, 'Careful.');
  });
  expect(lines.map((line) => line.slice(9))).toEqual([
    'query Dashboard 200 in 12.3 ms UPSTREAM_TIMEOUT\n',
    'query 200 in 12.3 ms\n',
    'query Dashboard 200 in 12.3 ms, 10 calls, 8.7×\n',
    'warn Careful. inFlight=2\n',
  ]);
});

test('an exception is logged with its stack', () => {
  const [line] = linesOf('development', (logger) => logger.error({ err: new Error('boom') }, 'An unexpected error.'));
  expect(line).toContain('error An unexpected error.\nError: boom\n    at ');
});
