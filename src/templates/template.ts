import type { Span } from '../diagnostics/source-text.ts';
import type { Selection } from '../mapping/ast.ts';

/** A string with `{ expression }` holes: a URL, or a header value. */
export interface Template {
  readonly text: string;
  readonly parts: readonly TemplatePart[];
}

export type TemplatePart =
  /** Constant text with tabs and line breaks already dropped. */
  | { readonly kind: 'Constant'; readonly text: string; readonly span: Span }
  /** `span` is the hole's text without the braces, in `Template.text`; the selection's own spans count from `span.start`. */
  | { readonly kind: 'Hole'; readonly selection: Selection; readonly span: Span };
