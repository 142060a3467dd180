import type { Expression, Head, MethodStep, PathExpression, Step } from './ast.ts';
import {
  type Cursor,
  expect,
  expectKey,
  isAt,
  nested,
  peek,
  refuse,
  refuseToken,
  spanFrom,
  take,
  takeIf,
} from './cursor.ts';

/** Whether a path may begin here. */
export function isPathStart(cursor: Cursor): boolean {
  return isAt(cursor, 'Name', 'String', 'Variable', '$', '$(', '@');
}

/** A head, its steps, and possibly a group: `$.rows->first { id }`. `expected` tells what could have stood here. */
export function parsePath(cursor: Cursor, expected: string): PathExpression {
  const head = parseHead(cursor, expected);
  return parseGroupBehind(cursor, head, parseSteps(cursor));
}

/** The group that may end a path whose head and steps have been read. */
export function parseGroupBehind(cursor: Cursor, head: Head, steps: readonly Step[]): PathExpression {
  if (!isAt(cursor, '{')) return { kind: 'Path', head, steps, span: spanFrom(cursor, head.span.start) };
  const group = cursor.grammar.group(cursor);
  if (isAt(cursor, '.', '->', '?')) {
    refuseToken(
      cursor,
      'the end of the path behind its group',
      'Only `$( … )` can be read further: `$(a { b })->first`.',
    );
  }
  return { kind: 'Path', head, steps, group, span: spanFrom(cursor, head.span.start) };
}

/** `.key`, `->method(…)` and `?`, as many as there are. */
export function parseSteps(cursor: Cursor): readonly Step[] {
  const steps: Step[] = [];
  for (;;) {
    if (takeIf(cursor, '.') !== undefined) {
      const key = expectKey(
        cursor,
        'a key behind the dot',
        'Only keys follow a dot; others than names stand in quotes: `."2fa"`.',
      );
      steps.push({ kind: 'Key', key, span: key.span });
    } else if (takeIf(cursor, '->') !== undefined) {
      steps.push(parseMethod(cursor));
    } else if (isAt(cursor, '?')) {
      if (cursor.dialect === 'A') refuse(cursor, 'The optional marker `?` needs v0.3.', 'Link connect v0.3 or later.');
      if (steps.at(-1)?.kind === 'Optional') refuseToken(cursor, 'only one `?`');
      steps.push({ kind: 'Optional', span: take(cursor).span });
    } else {
      return steps;
    }
  }
}

function parseHead(cursor: Cursor, expected: string): Head {
  const { kind, value, span } = peek(cursor);
  switch (kind) {
    case 'Name':
    case 'String':
      take(cursor);
      return { kind: 'Key', key: { name: value, quoted: kind === 'String', span }, span };
    case 'Variable':
      take(cursor);
      return { kind: 'Variable', name: value, span };
    case '@':
      take(cursor);
      return { kind: 'At', span };
    case '$(': {
      take(cursor);
      const inner = nested(cursor, () => cursor.grammar.expression(cursor));
      expect(cursor, ')', 'the `)` that closes `$(`');
      return { kind: 'Parenthesised', value: inner, span: spanFrom(cursor, span.start) };
    }
    case '$':
      take(cursor);
      return { kind: 'Dollar', span };
    default:
      refusePathStart(cursor, expected);
      return { kind: 'Dollar', span };
  }
}

/** Refuses a token that begins no path, with advice where a step has lost its beginning. */
function refusePathStart(cursor: Cursor, expected: string): void {
  if (isAt(cursor, '.')) {
    const key = peek(cursor, 1);
    const written = cursor.text.slice(key.span.start, key.span.end);
    const better = key.kind === 'Name' || key.kind === 'String' ? `$.${written}` : '$.key';
    refuse(cursor, 'A path cannot begin with a dot.', `Write \`${better}\`.`);
  } else if (isAt(cursor, '->')) {
    refuse(cursor, 'A path cannot begin with a method.', `Write \`$->${peek(cursor, 1).value || 'method'}\`.`);
  } else {
    refuseToken(cursor, expected);
  }
}

function parseMethod(cursor: Cursor): MethodStep {
  const { value: name, span: nameSpan } = expect(cursor, 'Name', 'the name of a method behind `->`');
  if (!isAt(cursor, '(')) return { kind: 'Method', name, nameSpan, span: nameSpan };
  take(cursor);
  const args = nested(cursor, () => parseExpressions(cursor, ')'));
  expect(cursor, ')', `a comma or the \`)\` that closes the arguments of \`->${name}\``);
  return { kind: 'Method', name, nameSpan, args, span: spanFrom(cursor, nameSpan.start) };
}

/** Expressions with commas between them, one allowed behind the last, up to the closing bracket. */
export function parseExpressions(cursor: Cursor, close: ')' | ']'): readonly Expression[] {
  const expressions: Expression[] = [];
  while (!isAt(cursor, close, 'End')) {
    expressions.push(cursor.grammar.expression(cursor));
    if (takeIf(cursor, ',') === undefined) break;
  }
  return expressions;
}
