import type { Trace, TracedCall } from './trace.ts';

/** A field error of a run. */
export interface FieldError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions?: { readonly code?: string; readonly connector?: { readonly coordinate?: string } };
}

/** The call that an error comes from; undefined: none of those that were traced. Pure. */
export function callOf({ extensions, path = [] }: FieldError, trace: Trace | undefined): TracedCall | undefined {
  const coordinate = extensions?.connector?.coordinate;
  const own = trace?.calls.filter((call) =>
    coordinate === undefined ? isUnwell(call) : call.connector === coordinate,
  );
  const at = own?.filter(({ path: start }) => start.every((key, index) => key === path[index]));
  // A call for many places has the path of the first: where no path fits, the coordinate says which it was.
  return at?.at(-1) ?? (coordinate === undefined ? undefined : (own?.find(isUnwell) ?? own?.[0]));
}

/** What went wrong with calls, by their ids: the code of the trace, or of the errors that come from them. Pure. */
export function failuresOf(trace: Trace, errors: readonly FieldError[]): ReadonlyMap<number, string> {
  const known = trace.calls.flatMap(({ id, code }) => (code === undefined ? [] : [[id, code] as const]));
  const blamed = errors.flatMap((error) => {
    const call = callOf(error, trace);
    return call === undefined ? [] : [[call.id, error.extensions?.code ?? 'failed'] as const];
  });
  return new Map([...blamed, ...known]);
}

function isUnwell({ code, status = 200 }: TracedCall): boolean {
  return code !== undefined || status >= 400;
}
