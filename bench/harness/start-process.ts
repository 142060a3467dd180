import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** A process on one core that has said where it listens; disposing ends it and waits for the end. */
export interface StartedProcess extends AsyncDisposable {
  readonly pid: number;
  readonly origin: string;
  readonly startMs: number;
}

export interface ProcessOptions {
  readonly command: readonly string[];
  readonly core: number;
  readonly env?: Readonly<Record<string, string>>;
  /** Its first line with a URL says that it is ready. */
  readonly readyWithinMs?: number;
}

/** The server under measurement has a core of its own; upstreams and load share the other one. */
export const CORES = { server: 0, others: 1 } as const;

/** Starts a process pinned to a core. Rejects with what it said when it ends, or is silent, before it is ready. */
export async function startProcess({
  command,
  core,
  env = {},
  readyWithinMs = 20_000,
}: ProcessOptions): Promise<StartedProcess> {
  const startedAt = performance.now();
  const child = spawn('taskset', ['-c', String(core), ...command], {
    env: { ...process.env, NODE_ENV: 'production', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-2_000);
  });
  const { promise: ready, resolve, reject } = Promise.withResolvers<string>();
  createInterface(child.stdout).on('line', (line) => {
    const url = /https?:\/\/[^\s/]+/.exec(line)?.[0];
    if (url !== undefined) resolve(url);
  });
  child.once('exit', () => reject(new Error(`${command.join(' ')} ended before it was ready.\n${said}`)));
  child.once('error', reject);
  const silence = setTimeout(() => reject(new Error(`${command.join(' ')} said nothing.\n${said}`)), readyWithinMs);
  try {
    const origin = await ready;
    return {
      pid: child.pid ?? 0,
      origin,
      startMs: performance.now() - startedAt,
      [Symbol.asyncDispose]: () => end(child),
    };
  } catch (error) {
    await end(child);
    throw error;
  } finally {
    clearTimeout(silence);
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  const late = setTimeout(() => child.kill('SIGKILL'), 2_000);
  await once(child, 'exit');
  clearTimeout(late);
}
