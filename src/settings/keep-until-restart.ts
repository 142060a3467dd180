import type { Settings } from './settings.ts';

/** What is read once, when the server starts, by the names of the settings. */
const READ_AT_START = {
  mode: ({ mode }) => mode,
  'server.host': ({ server }) => server.host,
  'server.port': ({ server }) => server.port,
  'server.path': ({ server }) => server.path,
  'server.admin': ({ server, mode }) => [server.admin, mode], // without an address it follows the mode
  'server.maxBodyBytes': ({ server }) => server.maxBodyBytes,
  'server.reusePort': ({ server }) => server.reusePort,
  log: ({ log }) => log,
  cors: ({ cors }) => cors,
  overload: ({ overload }) => overload,
  quota: ({ quota }) => quota,
} as const satisfies Record<string, (settings: Settings) => unknown>;

/**
 * Settings for a server that runs already: the new ones, but what only a restart can change stays as it was. Names what
 * was written in vain. Pure.
 */
export function keepUntilRestart(
  next: Settings,
  running: Settings,
): { readonly settings: Settings; readonly inVain: readonly string[] } {
  const changed = Object.entries(READ_AT_START).filter(
    ([, read]) => JSON.stringify(read(next)) !== JSON.stringify(read(running)),
  );
  const inVain = changed.map(([name]) => name).filter((name) => name !== 'server.admin' || next.mode === running.mode);
  const { mode, server, log, cors, overload, quota } = running;
  const { quota: _nextQuota, ...rest } = next;
  const settings: Settings = {
    ...rest,
    mode,
    server,
    log,
    cors,
    overload,
    ...(quota !== undefined && { quota }),
    // Where nobody has set them, they follow the mode.
    introspection: next.mode === mode ? next.introspection : running.introspection,
    serverTiming: next.mode === mode ? next.serverTiming : running.serverTiming,
  };
  return { settings, inVain };
}
