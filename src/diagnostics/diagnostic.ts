import type { SourceText, Span } from './source-text.ts';

/** `error` and `warning` are the schema language's; `advice` is ours and never stops anything. */
export type Severity = 'error' | 'warning' | 'advice';

/** A place in a text of the author's; the first place of a diagnostic is the one that counts. */
export interface Place {
  readonly source: SourceText;
  readonly span: Span;
}

/**
 * A fault of an author as data: what (`code`, `message`), where (`places`), and how to mend it (`hint`).
 * Diagnostics are gathered, not thrown. `code` is stable and listed in docs/errors.md, the wording is not.
 */
export interface Diagnostic {
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly places: readonly Place[];
  readonly hint?: string;
  /** An expression whose static type does not suit its place: a server starts all the same and judges each request. */
  readonly lenient?: true;
}
