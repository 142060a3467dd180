import { failed, type Outcome, success } from '../json/outcome.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

const HOLE = /\$\{(?:env\.)?([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\}/g;

/**
 * Fills `${NAME}` and `${NAME:-default}` from the environment; `${env.NAME}` is the same. As in a shell, the default also stands in for an
 * empty value. Fails with the first name that is neither set nor has a default. Pure.
 */
export function substitute(text: string, environment: Environment): Outcome<string, { readonly missing: string }> {
  let missing: string | undefined;
  const filled = text.replaceAll(HOLE, (_hole, name: string, otherwise: string | undefined) => {
    const value = environment[name];
    if (otherwise !== undefined) return value || otherwise;
    if (value === undefined) missing ??= name;
    return value ?? '';
  });
  return missing === undefined ? success(filled) : failed({ missing });
}
