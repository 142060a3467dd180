import type { Span } from '../diagnostics/source-text.ts';
import { kindOf } from '../json/json.ts';
import { failed, type Outcome, success } from '../json/outcome.ts';
import type { Selection } from '../mapping/ast.ts';
import { compileSelection } from '../mapping/compile.ts';
import type { Scope } from '../mapping/scope.ts';
import { hasControlCharacter } from './control-characters.ts';
import { encodeConstant, encodeValue } from './percent-encoding.ts';
import { scalarText } from './scalar-text.ts';
import type { TemplatePart } from './template.ts';

/** What a template becomes: plain text, a URL (values percent-encoded), or the value of a header line. */
export type TemplateMode = 'string' | 'uri' | 'header';

/** Why a template has no value; `span` is the text of the hole (or of the constant) in the template. */
export interface TemplateFault {
  readonly message: string;
  readonly span: Span;
}

/** A part of a template made ready: finished text, or a hole that turns a scope into text. */
export type Piece =
  | { readonly kind: 'Text'; readonly text: string }
  | {
      readonly kind: 'Hole';
      readonly selection: Selection;
      readonly span: Span;
      readonly expand: (scope: Scope) => Outcome<string, TemplateFault>;
    };

/**
 * Compiles one part. In `uri` mode the text of a hole holds unreserved characters and `%XX` only; in `header` mode
 * it holds no control character (RFC 9110 §5.5), so that a value cannot become a header line of its own.
 */
export function compilePiece(part: TemplatePart, mode: TemplateMode): Piece {
  if (part.kind === 'Constant') return { kind: 'Text', text: mode === 'uri' ? encodeConstant(part.text) : part.text };
  const { selection, span } = part;
  const compiled = compileSelection(selection);
  const fault = (message: string) => failed({ message: `\`{${selection.text}}\` ${message}`, span });
  const expand = (scope: Scope): Outcome<string, TemplateFault> => {
    const value = compiled.evaluate(null, scope);
    const text = scalarText(value);
    if (text === undefined)
      return fault(`yields an ${kindOf(value ?? null)}; only text, numbers and booleans fit here.`);
    if (mode === 'header' && hasControlCharacter(text)) return fault('yields text with a control character.');
    return success(mode === 'uri' ? encodeValue(text) : text);
  };
  return { kind: 'Hole', selection, span, expand };
}

/** The text of several pieces in a row, or the fault of the first hole that has none. */
export function expandPieces(pieces: readonly Piece[], scope: Scope): Outcome<string, TemplateFault> {
  let text = '';
  for (const piece of pieces) {
    if (piece.kind === 'Text') {
      text += piece.text;
      continue;
    }
    const expanded = piece.expand(scope);
    if (!expanded.ok) return expanded;
    text += expanded.value;
  }
  return success(text);
}
