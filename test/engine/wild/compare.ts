import type { ExecutionResult } from 'graphql';
import type { Json } from '../../../src/json/json.ts';
import { printJson } from '../../../src/json/print-json.ts';

/**
 * A result as engines must agree on it: the data as text, the errors as a set of path, code and message. Where a null has
 * climbed, what is below is gone, and which of the errors there is told is up to the executor (GraphQL spec §6.4.4): of a
 * nulled position with errors strictly below it, nothing more than that is compared.
 */
export function comparable({ data, errors = [] }: ExecutionResult): {
  readonly data: string;
  readonly errors: readonly string[];
} {
  const placed = errors.map((error) => ({
    error,
    at: JSON.stringify(error.path),
    nulled: error.path && data !== undefined && JSON.stringify(nulledAbove(data as Json, error.path)),
  }));
  const gone = new Set(placed.flatMap(({ nulled }) => (typeof nulled === 'string' ? [nulled] : [])));
  const told = placed.map(({ error: { path, message, extensions }, at, nulled }) => {
    // An object that could not be completed tells so at its own position.
    const below = typeof nulled === 'string' ? nulled : gone.has(at) ? at : undefined;
    return below === undefined ? JSON.stringify([path, extensions.code, message]) : `gone: ${below}`;
  });
  return { data: data === undefined ? 'none' : printJson(data as Json), errors: [...new Set(told)].sort() };
}

/**
 * Whether some error tells of a null that has climbed: one below a nulled position, or one of an object that could not be
 * completed and is gone. An executor may have begun calls for what was removed, or may not.
 */
export function hasClimbed({ data, errors = [] }: ExecutionResult): boolean {
  if (data === undefined) return false;
  return errors.some(({ path, extensions }) => {
    if (path === undefined) return false;
    if (nulledAbove(data as Json, path) !== undefined) return true;
    const { coordinate = '' } = (extensions.connector ?? {}) as { readonly coordinate?: string };
    const ownField = /\.(\w+)\[/.exec(coordinate)?.[1];
    const isOwn = ownField === undefined ? coordinate === '' : String(path.at(-1)).startsWith(ownField);
    return !isOwn && valueAt(data as Json, path) === null;
  });
}

function valueAt(data: Json, path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>((here, key) => (here as Record<string | number, unknown> | null)?.[key], data);
}

/** The position strictly above a path where its value ends in null. */
function nulledAbove(data: Json, path: readonly (string | number)[]): readonly (string | number)[] | undefined {
  let here: unknown = data;
  if (here === null) return path.length > 0 ? [] : undefined;
  for (const [index, key] of path.entries()) {
    here = (here as Record<string | number, unknown>)[key];
    if (here === null || here === undefined) return index < path.length - 1 ? path.slice(0, index + 1) : undefined;
  }
  return undefined;
}

/** Calls as engines must agree on them: in any order, and the keys of a batch in any order and any chunk. */
export function comparableCalls(calls: readonly string[]): readonly string[] {
  return calls
    .flatMap((call) => {
      const [, batch, body = '{}'] = /^(POST \S+\/batch\/\S+) (.+)$/.exec(call) ?? [];
      if (batch === undefined) return [call];
      const { keys } = JSON.parse(body) as { readonly keys: readonly unknown[] };
      return [batch, ...keys.map((key) => `${batch} ${JSON.stringify(key)}`)];
    })
    .sort();
}
