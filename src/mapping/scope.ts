import type { Json } from '../json/json.ts';

/**
 * The variables an expression may see, by name with the dollar sign: `$args`, `$this`, `$config`, …
 * An absent variable is absent or undefined here; own members only.
 */
export type Scope = Readonly<Record<string, Json | undefined>>;

/** Something a mapping noticed. Never an error by itself. Reference: problems travel beside the value. */
export interface Problem {
  readonly message: string;
  /** Keys, element indices, and `->method` markers; starts with `$name` for a variable. */
  readonly path: readonly (string | number)[];
  /** UTF-16 offsets in the mapping text, end exclusive. */
  readonly span: { readonly start: number; readonly end: number };
}
