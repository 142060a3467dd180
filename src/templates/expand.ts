import { failed, type Outcome } from '../json/outcome.ts';
import type { Scope } from '../mapping/scope.ts';
import { hasControlCharacter } from './control-characters.ts';
import { compilePiece, expandPieces, type TemplateFault, type TemplateMode } from './piece.ts';
import type { Template } from './template.ts';

/** A template ready to be filled in, many times. */
export interface CompiledTemplate {
  expand(scope: Scope): Outcome<string, TemplateFault>;
}

/**
 * Compiles a template. Inside a hole `$` is null. A hole that yields an array or object has no text and fails the
 * whole, and so does a control character in a header, whether a hole or the author's own text brings it. Pure.
 */
export function compileTemplate(template: Template, mode: TemplateMode): CompiledTemplate {
  if (mode === 'header') {
    const illegal = template.parts.find((part) => part.kind === 'Constant' && hasControlCharacter(part.text));
    const fault = { message: 'The value of a header cannot hold a control character.' };
    if (illegal !== undefined) return { expand: () => failed({ ...fault, span: illegal.span }) };
  }
  const pieces = template.parts.map((part) => compilePiece(part, mode));
  return { expand: (scope) => expandPieces(pieces, scope) };
}
