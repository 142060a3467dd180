import type { Span } from '../diagnostics/source-text.ts';
import type { Dialect, Expression, Key, List, ObjectExpression } from './ast.ts';
import { tokenise } from './lexer.ts';
import type { SyntaxFault } from './syntax-error.ts';
import type { Token, TokenKind } from './token.ts';

/** Deeper nesting of brackets is refused, so that whoever walks a tree may simply recurse. */
export const MAX_NESTING = 200;

/**
 * A place in the tokens of a text, and what the dialect makes of brackets.
 *
 * The first fault ends the reading: {@link refuse} keeps it and moves to the end of the text, where no token
 * fits, so that every loop stops; what is built from there on is never seen.
 */
export interface Cursor {
  readonly text: string;
  readonly dialect: Dialect;
  readonly grammar: Grammar;
  readonly tokens: readonly Token[];
  /** The index of the current token. */
  at: number;
  /** How many brackets are open. */
  nesting: number;
  fault: SyntaxFault | undefined;
  /** The index of the token at which the fault was noticed. */
  faultAt: number;
}

/** What differs between the dialects, and what the parts of the grammar need of one another. */
export interface Grammar {
  /** `{ … }` behind a path. */
  readonly group: (cursor: Cursor) => List;
  /** `{ … }` in value position. */
  readonly object: (cursor: Cursor) => ObjectExpression;
  /** What stands in `$( )`, in arguments and in arrays. */
  readonly expression: (cursor: Cursor) => Expression;
}

export function createCursor(text: string, dialect: Dialect, grammar: Grammar): Cursor {
  const tokens = tokenise(text);
  return { text, dialect, grammar, tokens, at: 0, nesting: 0, fault: undefined, faultAt: 0 };
}

/** The current token, or one further on. */
export function peek(cursor: Cursor, ahead = 0): Token {
  const token = cursor.tokens[cursor.at + ahead];
  if (token !== undefined) return token;
  const end = cursor.text.length;
  return { kind: 'End', value: '', span: { start: end, end } };
}

/** Whether the current token is of one of these kinds. */
export function isAt(cursor: Cursor, ...kinds: readonly TokenKind[]): boolean {
  return kinds.includes(peek(cursor).kind);
}

/** The current token, and on to the next. */
export function take(cursor: Cursor): Token {
  const token = peek(cursor);
  if (token.kind !== 'End') cursor.at++;
  return token;
}

export function takeIf(cursor: Cursor, kind: TokenKind): Token | undefined {
  return isAt(cursor, kind) ? take(cursor) : undefined;
}

/** The token that must stand here; `expected` says what is missing otherwise. */
export function expect(cursor: Cursor, kind: TokenKind, expected: string, hint?: string): Token {
  if (!isAt(cursor, kind)) refuseToken(cursor, expected, hint);
  return take(cursor);
}

/** A key: a name or a string. */
export function expectKey(cursor: Cursor, expected: string, hint?: string): Key {
  if (!isAt(cursor, 'Name', 'String')) refuseToken(cursor, expected, hint);
  const { kind, value, span } = take(cursor);
  return { name: value, quoted: kind === 'String', span };
}

/** Ends the reading because of the current token: `expected` completes "Expected …". */
export function refuseToken(cursor: Cursor, expected: string, hint?: string): void {
  const token = peek(cursor);
  refuse(cursor, `Expected ${expected}, but ${describe(cursor, token)}.`, hintFor(token) ?? hint);
}

/** Ends the reading, unless it has ended already. */
export function refuse(cursor: Cursor, message: string, hint?: string, span: Span = peek(cursor).span): void {
  if (cursor.fault !== undefined) return;
  cursor.fault = { message, span, ...(hint !== undefined && { hint }) };
  cursor.faultAt = cursor.at;
  cursor.at = cursor.tokens.length - 1;
}

/** Reads what stands between two brackets, unless too many are open already. */
export function nested<T>(cursor: Cursor, read: () => T): T {
  if (cursor.nesting >= MAX_NESTING) refuse(cursor, `Brackets are nested more than ${MAX_NESTING} levels deep.`);
  cursor.nesting++;
  const result = read();
  cursor.nesting--;
  return result;
}

/** From the start of one thing to the end of what was read last. */
export function spanFrom(cursor: Cursor, start: number): Span {
  return { start, end: Math.max(start, cursor.tokens[cursor.at - 1]?.span.end ?? start) };
}

function describe(cursor: Cursor, token: Token): string {
  if (token.kind === 'End') return 'the text ends';
  if (token.kind === 'Fault') return token.value;
  const written = cursor.text.slice(token.span.start, token.span.end);
  return `found \`${written.length > 40 ? `${written.slice(0, 40)}…` : written}\``;
}

/** Advice that fits a token wherever it stands unexpectedly. */
function hintFor({ kind }: Token): string | undefined {
  switch (kind) {
    case 'Fault':
      return 'A key of other characters than letters, digits and `_` stands in quotes; a string ends with the quote it begins with.';
    case '[':
      return 'There is no `[0]`; use `->first`, `->last`, `->get(0)` or `->slice`.';
    default:
      return undefined;
  }
}
