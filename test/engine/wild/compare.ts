import type { ExecutionResult, GraphQLError } from 'graphql';
import type { Json } from '../../../src/json/json.ts';
import { printJson } from '../../../src/json/print-json.ts';

/**
 * A result as engines must agree on it: the data as text, the errors as a set of path, code and message. Where a null has
 * climbed, what is below is gone, and which of the errors there is told is up to the executor (GraphQL spec §6.4.4): of
 * such a position only is compared that it has an error.
 */
export function comparable({ data, errors = [] }: ExecutionResult): {
  readonly data: string;
  readonly errors: readonly string[];
} {
  const told = errors.map((error) => {
    const gone = data === undefined ? undefined : positionGone(data as Json, error);
    return gone === undefined
      ? JSON.stringify([error.path, error.extensions.code, error.message])
      : `gone: ${JSON.stringify(gone)}`;
  });
  return { data: data === undefined ? 'none' : printJson(data as Json), errors: [...new Set(told)].sort() };
}

/** Whether some null has climbed: an executor may have begun calls for what was removed, or may not. */
export function hasClimbed({ data, errors = [] }: ExecutionResult): boolean {
  return data !== undefined && errors.some((error) => positionGone(data as Json, error) !== undefined);
}

/** The nulled position below which an error stood; or at which, if it tells of an object that could not be completed. */
function positionGone(data: Json, { path, extensions }: GraphQLError): readonly (string | number)[] | undefined {
  if (path === undefined) return undefined;
  const above = nulledAbove(data, path);
  if (above !== undefined) return above;
  const { coordinate = '' } = (extensions.connector ?? {}) as { readonly coordinate?: string };
  const ownField = /\.(\w+)\[/.exec(coordinate)?.[1];
  const isOwn = ownField === undefined ? coordinate === '' : String(path.at(-1)).startsWith(ownField);
  return !isOwn && valueAt(data, path) === null ? path : undefined;
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
