import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const MAIN = join(import.meta.dirname, '../../src/cli/main.ts');

export interface CliResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A running `overlap`, as a user would start it. */
export interface CliProcess {
  readonly child: ChildProcess;
  /** Resolves when it has ended. */
  readonly result: Promise<CliResult>;
  /** Resolves to the first match in what it wrote, to stdout unless said otherwise; rejects if it ends before. */
  waitFor(pattern: RegExp, stream?: 'stdout' | 'stderr'): Promise<RegExpExecArray>;
}

export function startCli(
  args: readonly string[],
  options: { cwd?: string; env?: Record<string, string> } = {},
): CliProcess {
  const child = spawn(process.execPath, [MAIN, ...args], {
    cwd: options.cwd,
    env: { ...process.env, NO_COLOR: '1', ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr.setEncoding('utf8').on('data', (chunk) => {
    stderr += chunk;
  });
  const result = once(child, 'close').then(([code]) => ({ code, stdout, stderr }));
  return {
    child,
    result,
    async waitFor(pattern, stream = 'stdout') {
      const written = () => (stream === 'stdout' ? stdout : stderr);
      const ended = result.then(() => 'ended' as const);
      for (;;) {
        const match = pattern.exec(written());
        if (match !== null) return match;
        const event = await Promise.race([once(child[stream], 'data'), ended]);
        if (event === 'ended' && !pattern.test(written())) throw new Error(`It ended: ${stdout}\n${stderr}`);
      }
    },
  };
}

export function runCli(
  args: readonly string[],
  options?: { cwd?: string; env?: Record<string, string> },
): Promise<CliResult> {
  return startCli(args, options).result;
}
