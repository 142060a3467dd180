import type { ArrayExpression, ChainExpression, Expression, Key, LiteralExpression } from './ast.ts';
import { type Cursor, expect, isAt, nested, peek, refuse, refuseToken, spanFrom, take } from './cursor.ts';
import { isNumberStart, parseNumber } from './parse-number.ts';
import { isPathStart, parseExpressions, parseGroupBehind, parsePath, parseSteps } from './parse-path.ts';
import type { Token } from './token.ts';

/** A value: a literal, an array, an object or a path, or from v0.3 on several of them joined by one operator. */
export function parseExpression(cursor: Cursor): Expression {
  const first = parseOperand(cursor);
  const { kind: operator } = peek(cursor);
  if (operator !== '??' && operator !== '?!') return first;
  if (cursor.dialect === 'A') refuse(cursor, `The operator \`${operator}\` needs v0.3.`, 'Link connect v0.3 or later.');
  return parseChain(cursor, first, operator);
}

function parseChain(cursor: Cursor, first: Expression, operator: '??' | '?!'): ChainExpression {
  const operands = [first];
  while (isAt(cursor, '??', '?!')) {
    if (!isAt(cursor, operator)) {
      const message = '`??` and `?!` cannot be mixed: one chain takes one kind of operator.';
      refuse(cursor, message, 'Put one of them in parentheses: `a ?? $(b ?! c)`.');
    }
    take(cursor);
    operands.push(parseOperand(cursor));
  }
  return { kind: 'Chain', operator, operands, span: spanFrom(cursor, first.span.start) };
}

function parseOperand(cursor: Cursor): Expression {
  const token = peek(cursor);
  if (isLiteralWord(token)) return parseWord(cursor);
  if (isAt(cursor, '{')) return parseTail(cursor, cursor.grammar.object(cursor));
  if (isAt(cursor, '[')) return parseTail(cursor, parseArray(cursor));
  if (isNumberStart(cursor)) return parseTail(cursor, parseNumber(cursor));
  const isName = isPathStart(cursor) && token.kind === 'Name';
  const path = parsePath(cursor, 'a value');
  if (isName && cursor.dialect === 'A' && path.steps.length === 0) {
    const message = `\`${token.value}\` alone is no value before v0.3.`;
    refuse(cursor, message, `Write \`$.${token.value}\`.`, token.span);
  }
  return path;
}

function parseArray(cursor: Cursor): ArrayExpression {
  const { start } = take(cursor).span;
  const elements = nested(cursor, () => parseExpressions(cursor, ']'));
  expect(cursor, ']', 'a comma or the `]` that closes the array');
  return { kind: 'Array', elements, span: spanFrom(cursor, start) };
}

function isLiteralWord({ kind, value }: Token): boolean {
  return kind === 'String' || (kind === 'Name' && (value === 'true' || value === 'false' || value === 'null'));
}

/** A string, `true`, `false` or `null`; in dialect C a property of that name if a group follows, since literals take none. */
function parseWord(cursor: Cursor): Expression {
  const token = take(cursor);
  const behind = isAt(cursor, '?') ? peek(cursor, 1) : peek(cursor);
  if (cursor.dialect === 'C' && behind.kind === '{') {
    const key: Key = { name: token.value, quoted: token.kind === 'String', span: token.span };
    return parseGroupBehind(cursor, { kind: 'Key', key, span: token.span }, parseSteps(cursor));
  }
  return parseTail(cursor, { kind: 'Literal', value: literalOf(token), span: token.span });
}

function literalOf({ kind, value }: Token): LiteralExpression['value'] {
  if (kind === 'String') return value;
  return value === 'null' ? null : value === 'true';
}

/** The steps behind a literal, an array or an object, which make it the head of a path. */
function parseTail(cursor: Cursor, value: Expression): Expression {
  const steps = parseSteps(cursor);
  if (steps.length > 0) return parseGroupBehind(cursor, { kind: 'Inline', value, span: value.span }, steps);
  if (isAt(cursor, '{')) refuseToken(cursor, 'no group behind a literal', 'Write `$( … ) { … }`.');
  return value;
}
