import { environment } from '../settings/environment.ts';

/**
 * Room for young objects, three times as much as V8 gives by itself. What an operation makes lives as long as its slowest
 * call; with less room most of it is still alive at the next collections, is moved twice, and then dies among the old.
 * `docs/performance.md` has the figures.
 */
export const YOUNG_SPACE = '--max-semi-space-size=32';

/**
 * Lets the process begin anew with that room, which only a start can give: same process, arguments and streams. Whoever
 * has said something of it, in flags or `NODE_OPTIONS`, is left alone, and so is what cannot begin anew.
 */
export function growYoungSpace(): void {
  const env = environment();
  const said = [...process.execArgv, env.NODE_OPTIONS ?? ''].some((flag) => flag.includes('semi-space'));
  if (said || process.execve === undefined || process.platform === 'win32' || process.send !== undefined) return;
  const { execPath, execArgv, argv } = process;
  process.execve(execPath, [execPath, YOUNG_SPACE, ...execArgv, ...argv.slice(1)], { ...env });
}
