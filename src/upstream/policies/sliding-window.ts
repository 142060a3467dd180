/** Calls and failures of the recent past, in slices of time, oldest first. */
export type SlidingWindow = readonly Slice[];

interface Slice {
  /** Which slice of all time. */
  readonly index: number;
  readonly calls: number;
  readonly failures: number;
}

export const emptyWindow: SlidingWindow = [];

/** More slices forget more evenly and cost more per call. */
const SLICES = 10;

/** Adds a call and forgets what is older than the window. Pure. */
export function recordCall(window: SlidingWindow, isFailure: boolean, nowMs: number, windowMs: number): SlidingWindow {
  const index = Math.floor((nowMs * SLICES) / windowMs);
  const failures = isFailure ? 1 : 0;
  const last = window.at(-1);
  if (last?.index === index) {
    return window.with(-1, { index, calls: last.calls + 1, failures: last.failures + failures });
  }
  return [...window.filter((slice) => slice.index > index - SLICES), { index, calls: 1, failures }];
}

/** Of the window as last recorded. Pure. */
export function totalsOf(window: SlidingWindow): { readonly calls: number; readonly failures: number } {
  let calls = 0;
  let failures = 0;
  for (const slice of window) {
    calls += slice.calls;
    failures += slice.failures;
  }
  return { calls, failures };
}
