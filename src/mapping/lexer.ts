import type { Punctuator, Token, TokenKind } from './token.ts';

/**
 * Splits a mapping text into tokens; blanks and `#` comments are dropped. The last token is `End`, before it
 * possibly a `Fault`, behind which nothing is read. The same for all dialects; linear in the text. Pure.
 */
export function tokenise(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = skipBlank(text, 0);
  while (at < text.length) {
    const token = readToken(text, at);
    tokens.push(token);
    if (token.kind === 'Fault') break;
    at = skipBlank(text, token.span.end);
  }
  tokens.push({ kind: 'End', value: '', span: { start: text.length, end: text.length } });
  return tokens;
}

/** Whether a name can be written without quotes. */
export function isIdentifier(name: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name);
}

/** Longest first: `??` is always an operator, and `...` never a dot behind the path before it. */
const PUNCTUATORS: readonly Punctuator[] = [
  ...(['...', '->', '??', '?!', '$('] as const),
  ...(['{', '}', '(', ')', '[', ']', ':', ',', '.', '-', '?', '$', '@'] as const),
];

function readToken(text: string, start: number): Token {
  const code = text.charCodeAt(start);
  if (isNameStart(code)) return tokenOf('Name', text, start, endOfName(text, start));
  if (isDigit(code)) return tokenOf('Digits', text, start, endOfDigits(text, start));
  if (text[start] === '"' || text[start] === "'") return readString(text, start);
  if (text[start] === '$' && isNameStart(text.charCodeAt(start + 1))) {
    return tokenOf('Variable', text, start, endOfName(text, start + 1));
  }
  const punctuator = PUNCTUATORS.find((candidate) => text.startsWith(candidate, start));
  if (punctuator !== undefined) return tokenOf(punctuator, text, start, start + punctuator.length);
  const character = String.fromCodePoint(text.codePointAt(start) ?? 0);
  const value = `${JSON.stringify(character)} begins nothing in a mapping`;
  return { kind: 'Fault', value, span: { start, end: start + character.length } };
}

/** A backslash makes the next character itself, whatever it is; only `\n` stands for something else. */
function readString(text: string, start: number): Token {
  const quote = text[start];
  let value = '';
  let piece = start + 1;
  for (let at = piece; at < text.length; at++) {
    if (text[at] === quote) {
      return { kind: 'String', value: value + text.slice(piece, at), span: { start, end: at + 1 } };
    }
    if (text[at] !== '\\') continue;
    value += text.slice(piece, at);
    at++;
    piece = at;
    if (text[at] === 'n') {
      value += '\n';
      piece = at + 1;
    }
  }
  return { kind: 'Fault', value: `this string has no closing ${quote}`, span: { start, end: start + 1 } };
}

function tokenOf(kind: TokenKind, text: string, start: number, end: number): Token {
  return { kind, value: text.slice(start, end), span: { start, end } };
}

function skipBlank(text: string, start: number): number {
  let at = start;
  while (at < text.length) {
    if (text[at] === '#') {
      const lineEnd = text.indexOf('\n', at);
      at = lineEnd === -1 ? text.length : lineEnd + 1;
    } else if (isBlank(text.charCodeAt(at))) {
      at++;
    } else {
      break;
    }
  }
  return at;
}

function endOfName(text: string, start: number): number {
  let end = start;
  while (isNameStart(text.charCodeAt(end)) || isDigit(text.charCodeAt(end))) end++;
  return end;
}

function endOfDigits(text: string, start: number): number {
  let end = start;
  while (isDigit(text.charCodeAt(end))) end++;
  return end;
}

function isBlank(code: number): boolean {
  return code === 32 || code === 9 || code === 10 || code === 13;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** ASCII letters and the underscore; whatever else a key contains puts it in quotes. */
function isNameStart(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95;
}
