import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

/** A process on one core that has said where it listens; disposing ends it and waits for the end. */
export interface StartedProcess extends AsyncDisposable {
  readonly pid: number;
  readonly origin: string;
  readonly startMs: number;
  /** The end of what it has said on stderr. */
  readonly said: () => string;
}

export interface ProcessOptions {
  readonly command: readonly string[];
  readonly core: number;
  readonly env?: Readonly<Record<string, string>>;
  /** Its first line with a URL says that it is ready. */
  readonly readyWithinMs?: number;
}

/** The server under measurement has a core of its own; upstreams and load share the other one. */
export const CORES = twoCores();

/** Starts a process pinned to a core. Rejects with what it said when it ends, or is silent, before it is ready. */
export async function startProcess({
  command,
  core,
  env = {},
  readyWithinMs = 20_000,
}: ProcessOptions): Promise<StartedProcess> {
  const startedAt = performance.now();
  const child = spawn('taskset', ['-c', String(core), ...command], {
    // Nothing of ours but this: what happens to be set around a measurement may not change what is measured.
    env: { PATH: process.env.PATH, HOME: process.env.HOME, NODE_ENV: 'production', ...env },
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
      said: () => said,
      [Symbol.asyncDispose]: () => end(child),
    };
  } catch (error) {
    await end(child);
    throw error;
  } finally {
    clearTimeout(silence);
  }
}

/** The first two that we may use; a machine of one core has but that, and nothing may be timed on it. */
function twoCores(): { readonly server: number; readonly others: number } {
  const list = /Cpus_allowed_list:\s+(\S+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '0';
  const cores = list.split(',').flatMap((range) => {
    const [first = 0, last = first] = range.split('-').map(Number);
    return Array.from({ length: Math.min(2, last - first + 1) }, (_, at) => first + at);
  });
  const [server = 0, others = server] = cores;
  return { server, others };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  const late = setTimeout(() => child.kill('SIGKILL'), 2_000);
  await once(child, 'exit');
  clearTimeout(late);
}
