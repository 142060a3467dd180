import { spawn } from 'node:child_process';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../../..');
const READY_WITHIN_MS = 100_000;

/** A running `overlap serve`, as a user would start it. Disposing asks it to drain and waits for its end. */
export interface Served extends AsyncDisposable {
  /** Of the GraphQL endpoint. */
  readonly url: string;
  query(query: string, variables?: Readonly<Record<string, unknown>>): Promise<GraphQLAnswer>;
}

export interface GraphQLAnswer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests compare what they expect
  readonly data: any;
  readonly errors: readonly GraphQLAnswerError[];
}

export interface GraphQLAnswerError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions?: { readonly code?: string };
}

/** Runs `overlap serve` from the repository's folder with these options on a free port; waits for its ready line. */
export async function serve(options: readonly string[], env: Readonly<Record<string, string>>): Promise<Served> {
  const child = spawn(process.execPath, ['src/cli/main.ts', 'serve', ...options, '--port', '0'], {
    cwd: ROOT,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const url = await new Promise<string>((resolve, reject) => {
    let said = '';
    const hear = (chunk: Buffer) => {
      said += chunk.toString();
      const ready = /http:\/\/[\w.:[\]-]+\d\/\w+/.exec(said)?.[0];
      if (ready !== undefined) resolve(ready);
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
    void ended.then(() => reject(new Error(`overlap serve ended before it was ready:\n${said}`)));
    setTimeout(() => reject(new Error(`overlap serve was not ready in time:\n${said}`)), READY_WITHIN_MS).unref();
  });

  return {
    url,
    async query(query, variables = {}) {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query, variables }),
      });
      const { data, errors = [] } = await response.json();
      return { status: response.status, data, errors };
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
