import type { Trace, TracedCall } from './trace.ts';

/** A field error of a run. */
export interface FieldError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions?: { readonly code?: string; readonly connector?: { readonly coordinate?: string } };
}

/** The failed call that an error comes from; undefined: none of those that were traced. Pure. */
export function callOf(error: FieldError, trace: Trace | undefined): TracedCall | undefined {
  const failed = trace?.calls.filter(({ code }) => code !== undefined) ?? [];
  const coordinate = error.extensions?.connector?.coordinate;
  const own = failed.filter(({ connector }) => coordinate === undefined || connector === coordinate);
  const path = error.path ?? [];
  const isAt = ({ path: at }: TracedCall) => at.length <= path.length && at.every((key, index) => key === path[index]);
  // A batch has one path for all of its places: where no path fits, the coordinate says which it was.
  return own.find(isAt) ?? (coordinate === undefined ? undefined : own[0]);
}
