import type { Span } from '../diagnostics/source-text.ts';

/** Tokens that are nothing but their characters. `$(` is one token: no blank may stand between the two. */
export type Punctuator =
  | '{'
  | '}'
  | '('
  | ')'
  | '['
  | ']'
  | ':'
  | ','
  | '.'
  | '...'
  | '->'
  | '-'
  | '?'
  | '??'
  | '?!'
  | '$'
  | '$('
  | '@';

/**
 * `Variable` is `$name`; `Digits` are the digits of a number, whose sign and point are tokens of their own
 * (blanks are allowed between them); `Fault` is text that no token begins with, and the last token of its text.
 */
export type TokenKind = Punctuator | 'Name' | 'String' | 'Digits' | 'Variable' | 'Fault' | 'End';

export interface Token {
  readonly kind: TokenKind;
  /** The name, the digits, `$name`, the characters that a string stands for, or what is wrong with a fault. */
  readonly value: string;
  readonly span: Span;
}
