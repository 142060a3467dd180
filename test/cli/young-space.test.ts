import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { YOUNG_SPACE } from '../../src/cli/young-space.ts';

const PROGRAM = join(import.meta.dirname, '../harness/begin-anew.ts');

async function run(flags: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const running = promisify(execFile)(process.execPath, [...flags, PROGRAM, 'one', 'two'], {
    env: { ...process.env, NODE_OPTIONS: '', ...env },
  });
  const { stdout } = await running;
  return { ...JSON.parse(stdout), startedAs: running.child.pid };
}

test('a server begins anew with room for young objects: same process, flags and words', async () => {
  const { flags, words, pid, startedAs } = await run(['--no-deprecation']);
  expect(flags).toEqual([YOUNG_SPACE, '--no-deprecation']);
  expect(words).toEqual(['one', 'two']);
  expect(pid).toBe(startedAs);
});

test('whoever has said how much room there is, is left alone', async () => {
  expect((await run(['--max-semi-space-size=64'])).flags).toEqual(['--max-semi-space-size=64']);
  expect((await run([], { NODE_OPTIONS: '--max-semi-space-size=8' })).flags).toEqual([]);
});
