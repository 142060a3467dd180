import { failed, type Outcome, success } from '../json/outcome.ts';
import type { Dialect } from '../mapping/ast.ts';
import { parseSelection } from '../mapping/parser.ts';
import type { SyntaxFault } from '../mapping/syntax-error.ts';
import { scanTemplate } from './scan-template.ts';
import type { Template, TemplatePart } from './template.ts';

/**
 * Parses text with `{ expression }` holes, each a mapping of the given dialect. The span of a fault counts in the
 * template's text: an unclosed hole from its brace to the end of the template, a hole that does not parse from the
 * parser's position to the end of the hole. Connectors spec, string templates. Pure.
 */
export function parseTemplate(text: string, dialect: Dialect): Outcome<Template, SyntaxFault> {
  const raw = scanTemplate(text);
  if (!raw.ok) return raw;
  const parts: TemplatePart[] = [];
  for (const part of raw.value) {
    if (part.kind === 'Constant') {
      parts.push({ kind: 'Constant', text: part.text, span: part.span });
      continue;
    }
    const selection = parseSelection(part.text, dialect);
    if (!selection.ok) {
      const start = part.span.start + selection.failure.span.start;
      return failed({ ...selection.failure, span: { start, end: part.span.end } });
    }
    parts.push({ kind: 'Hole', selection: selection.value, span: part.span });
  }
  return success({ text, parts });
}
