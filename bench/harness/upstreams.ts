import { fileURLToPath } from 'node:url';
import { startNginx } from './nginx.ts';
import { CORES, startProcess } from './start-process.ts';
import { FILES } from './upstream-data.ts';

/** Where the servers find their upstreams: one that gives rows at once, and one that takes its time. */
export interface Upstreams {
  readonly fast: string;
  readonly slow: string;
}

/**
 * nginx and the slow upstream, beside the load on its core. Without nginx the slow one gives the rows too: enough for
 * comparing answers, far too slow for timing anything.
 */
export async function startUpstreams({ withNginx = true } = {}): Promise<Upstreams & AsyncDisposable> {
  const stack = new AsyncDisposableStack();
  try {
    const slow = stack.use(
      await startProcess({
        command: [process.execPath, fileURLToPath(new URL('./slow-upstream.ts', import.meta.url))],
        core: CORES.others,
      }),
    );
    const fast = withNginx ? stack.use(await startNginx(FILES)) : slow;
    return { fast: fast.origin, slow: slow.origin, [Symbol.asyncDispose]: () => stack.disposeAsync() };
  } catch (error) {
    await stack.disposeAsync();
    throw error;
  }
}
