import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../../..');

/** One `overlap serve` of several on a port. Disposing asks it to drain and waits for its end. */
export interface Member extends AsyncDisposable {
  /** Where it alone tells of itself. */
  readonly adminUrl: string;
  /** What it has written to standard error. */
  said(): string;
  /** SIGTERM; resolves to the exit code. */
  drain(): Promise<number | null>;
}

/** Starts a process that serves a folder's `graph.graphql` by its `overlap.yaml`; resolves when it is ready. */
export async function startMember(folder: string, env: Readonly<Record<string, string>>): Promise<Member> {
  const child = spawn(process.execPath, [join(ROOT, 'src/cli/main.ts'), 'serve', '--schema', 'graph.graphql'], {
    cwd: folder,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (chunk) => {
    said += chunk;
  });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  await ready(child, () => said);
  const drain = (): Promise<number | null> => {
    child.kill('SIGTERM');
    return ended;
  };
  const { url } = JSON.parse(said.split('\n').find((line) => line.includes('Operators have')) ?? '{}');
  return { adminUrl: url, said: () => said, drain, [Symbol.asyncDispose]: async () => void (await drain()) };
}

function ready(child: ChildProcess, said: () => string): Promise<void> {
  return new Promise((resolve, reject) => {
    child.stdout?.on('data', (chunk: Buffer) => {
      if (chunk.toString().includes('is ready')) resolve();
    });
    child.once('exit', () => reject(new Error(`overlap serve ended before it was ready:\n${said()}`)));
  });
}
