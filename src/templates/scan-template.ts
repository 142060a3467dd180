import type { Span } from '../diagnostics/source-text.ts';
import { failed, type Outcome, success } from '../json/outcome.ts';
import type { SyntaxFault } from '../mapping/syntax-error.ts';

/** A stretch of a template before its holes are parsed; the span of a hole leaves out the braces. */
export interface RawPart {
  readonly kind: 'Constant' | 'Hole';
  readonly text: string;
  readonly span: Span;
}

/**
 * Cuts a template into constants and holes. A hole ends where its braces balance; quotes do not protect a brace.
 * Constants lose their tabs and line breaks, so that a long URL may be written over several lines. Pure.
 */
export function scanTemplate(text: string): Outcome<readonly RawPart[], SyntaxFault> {
  const parts: RawPart[] = [];
  let at = 0;
  for (let open = text.indexOf('{'); open !== -1; open = text.indexOf('{', at)) {
    const close = findClosingBrace(text, open);
    if (close === undefined) return failed(unclosed({ start: open, end: text.length }));
    pushConstant(parts, text, { start: at, end: open });
    parts.push({ kind: 'Hole', text: text.slice(open + 1, close), span: { start: open + 1, end: close } });
    at = close + 1;
  }
  pushConstant(parts, text, { start: at, end: text.length });
  return success(parts);
}

function findClosingBrace(text: string, open: number): number | undefined {
  let depth = 0;
  for (let at = open; at < text.length; at++) {
    if (text[at] === '{') depth++;
    else if (text[at] === '}' && --depth === 0) return at;
  }
  return undefined;
}

function pushConstant(parts: RawPart[], text: string, span: Span): void {
  const constant = text.slice(span.start, span.end).replace(/[\t\n\f\r]/g, '');
  if (constant !== '') parts.push({ kind: 'Constant', text: constant, span });
}

function unclosed(span: Span): SyntaxFault {
  return {
    message: 'This `{` has no matching `}`.',
    hint: 'Braces count even inside quotes: an expression in a template cannot contain a single one.',
    span,
  };
}
