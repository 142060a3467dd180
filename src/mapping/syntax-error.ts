import type { Span } from '../diagnostics/source-text.ts';

/** Why a mapping or template text does not parse. `span.start` is the first token that fits nowhere. */
export interface SyntaxFault {
  readonly message: string;
  /** How to mend it, where the parser can tell. */
  readonly hint?: string;
  readonly span: Span;
}
