import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');

test('every server of the benchmark gives the right answer to every workload', async () => {
  const { stdout, stderr } = await promisify(execFile)(process.execPath, ['bench/servers.bench.ts', '--answers'], {
    cwd: ROOT,
  }).catch((error: { readonly stdout: string; readonly stderr: string }) => error);
  const verdicts = stdout.trimEnd().split('\n');
  expect(
    verdicts.filter((line) => !line.startsWith('right')),
    stderr,
  ).toEqual([]);
  expect(verdicts.some((line) => line.startsWith('right  Overlap:'))).toBe(true);
});
