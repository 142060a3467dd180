import type { Span } from '../diagnostics/source-text.ts';

/** Why no request can be made. */
export type RequestFault =
  /** `message` is a full sentence without values; `span` counts in the template's text. */
  | { readonly kind: 'not built'; readonly message: string; readonly span?: Span }
  /** A whole path segment reads a member of `$this` that is null or missing: there is nothing to ask for. */
  | { readonly kind: 'null key' };

export function notBuilt(message: string): RequestFault {
  return { kind: 'not built', message };
}
