import type { Writable } from 'node:stream';

/** 0: done. 1: faults were found. 2: wrong use. */
export type ExitCode = 0 | 1 | 2;

/** Data goes to `stdout`, remarks to `stderr`; `process` is one. */
export interface Output {
  readonly stdout: Pick<Writable, 'write'>;
  readonly stderr: Pick<Writable, 'write'>;
}

/** Says what was wrong with a command; its exit code. */
export function wrongUse({ stderr }: Output, sentence: string): 2 {
  stderr.write(`${sentence}\n`);
  return 2;
}
