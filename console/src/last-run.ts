import { useSyncExternalStore } from 'react';
import { type Asked, type Run, runOperation } from './run-operation.ts';

export interface LastRun {
  readonly isRunning: boolean;
  readonly run: Run | undefined;
  /** The call that people look at. */
  readonly selected: number | undefined;
}

let last: LastRun = { isRunning: false, run: undefined, selected: undefined };
const listeners = new Set<() => void>();

/** The last run, whichever editor asked for it. */
export function useLastRun(): LastRun {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => last,
  );
}

/** Runs an operation and shows it to everybody who looks. */
export async function runAndShow(asked: Asked, headers?: Readonly<Record<string, string>>): Promise<Run> {
  change({ ...last, isRunning: true });
  const run = await runOperation(asked, headers);
  change({ isRunning: false, run, selected: undefined });
  return run;
}

/** Chooses the call whose details are shown. */
export function selectCall(id: number | undefined): void {
  change({ ...last, selected: id });
}

function change(next: LastRun): void {
  last = next;
  for (const listener of listeners) listener();
}
