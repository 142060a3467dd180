import { type FSWatcher, statSync, watch } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import type { Clock } from '../time/clock.ts';

/** Editors save in several steps; what follows within this time belongs to the same change. */
const BURST_MS = 100;

/** Schema paths as on the command line, and single files of other kinds. */
export interface Watched {
  readonly schema: readonly string[];
  readonly files: readonly string[];
}

/**
 * Calls `changed` once after each burst of changes to what is watched. Folders are watched rather than files,
 * because editors replace files, and new ones count as well.
 */
export function watchForChanges({ schema, files }: Watched, changed: () => void, clock: Clock): Disposable {
  let burst: Disposable | undefined;
  const notice = (): void => {
    burst?.[Symbol.dispose]();
    burst = clock.after(BURST_MS, changed);
  };
  const watchers = [
    ...schema.map((path) => watchSchema(path, notice)),
    ...files.map((file) => watchFile(file, notice)),
  ];
  return {
    [Symbol.dispose]() {
      burst?.[Symbol.dispose]();
      for (const watcher of watchers) watcher.close();
    },
  };
}

function watchSchema(path: string, notice: () => void): FSWatcher {
  const status = statSync(path, { throwIfNoEntry: false });
  if (status?.isFile()) return watchFile(path, notice);
  const folder = status === undefined ? folderOfGlob(path) : path;
  return watch(folder, { recursive: true }, (_event, name) => {
    if (name?.endsWith('.graphql')) notice();
  });
}

function watchFile(file: string, notice: () => void): FSWatcher {
  return watch(dirname(resolve(file)), (_event, name) => {
    if (name === basename(file)) notice();
  });
}

// The part of a glob that is a plain folder: `graph/` of `graph/*/*.graphql`.
function folderOfGlob(glob: string): string {
  return /^[^*?{[(!]*\//.exec(glob)?.[0] ?? './';
}
