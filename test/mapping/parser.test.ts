import { describe, expect, test } from 'vitest';
import type { Dialect, Selection } from '../../src/mapping/ast.ts';
import { parseSelection } from '../../src/mapping/parser.ts';

describe('a tree', () => {
  test('keeps its text and its dialect', () => {
    expect(parsed('id', 'A')).toMatchObject({ kind: 'Selection', dialect: 'A', text: 'id' });
  });

  test('knows where everything stands', () => {
    const { body } = parsed('  n: $args . a->m( 1 ){ b }  ', 'B');
    expect(body).toMatchObject({
      kind: 'List',
      list: {
        span: { start: 2, end: 27 },
        items: [
          {
            kind: 'Alias',
            span: { start: 2, end: 27 },
            name: { span: { start: 2, end: 3 } },
            value: {
              span: { start: 5, end: 27 },
              head: { kind: 'Variable', span: { start: 5, end: 10 } },
              steps: [
                { kind: 'Key', span: { start: 13, end: 14 } },
                { kind: 'Method', nameSpan: { start: 16, end: 17 }, span: { start: 16, end: 22 } },
              ],
              group: { span: { start: 22, end: 27 } },
            },
          },
        ],
      },
    });
  });

  test('has a field both as a key and as a path', () => {
    const { body } = parsed('"a b"? { c }', 'B');
    expect(body).toMatchObject({
      kind: 'List',
      list: {
        items: [
          {
            kind: 'Field',
            key: { name: 'a b', quoted: true, span: { start: 0, end: 5 } },
            value: { kind: 'Path', head: { kind: 'Key', key: { name: 'a b' } }, steps: [{ kind: 'Optional' }] },
          },
        ],
      },
    });
  });

  test('tells a method without parentheses from one without arguments', () => {
    expect(parsed('$->a->b()', 'B').body).toMatchObject({
      value: { steps: [{ name: 'a' }, { name: 'b', args: [] }] },
    });
    expect(parsed('$->a', 'B').body).not.toHaveProperty('value.steps.0.args');
  });

  test('covers the braces around a text of v0.4', () => {
    expect(parsed(' { a b } ', 'C').body).toMatchObject({ kind: 'List', list: { span: { start: 1, end: 8 } } });
  });

  test('takes __proto__ for an ordinary key', () => {
    expect(parsed('__proto__: constructor', 'A').body).toMatchObject({
      list: { items: [{ name: { name: '__proto__' }, value: { head: { key: { name: 'constructor' } } } }] },
    });
  });
});

describe('a fault', () => {
  test('is a sentence, a hint and the token', () => {
    expect(parseSelection('total .amount { cents } .x', 'B')).toEqual({
      ok: false,
      failure: {
        message: 'Expected the end of the path behind its group, but found `.`.',
        hint: 'Only `$( … )` can be read further: `$(a { b })->first`.',
        span: { start: 24, end: 25 },
      },
    });
  });

  test('at the end of the text is empty', () => {
    expect(parseSelection('a { b', 'B')).toEqual({
      ok: false,
      failure: {
        message: 'Expected a key, a path, or the `}` that closes the group, but the text ends.',
        span: { start: 5, end: 5 },
      },
    });
  });

  test('never quotes a long text at length', () => {
    const outcome = parseSelection(`a $.${'x'.repeat(500)}`, 'B');
    expect(outcome.ok ? 0 : outcome.failure.message.length).toBeLessThan(120);
    expect(outcome.ok).toBe(false);
  });

  test('of two readings of a v0.4 text is told by the one that got further', () => {
    expect(parseSelection('a { b } ?? c->m(', 'C')).toMatchObject({ failure: { span: { start: 16, end: 16 } } });
    expect(parseSelection('"a" "b" ]', 'C')).toMatchObject({ failure: { span: { start: 8, end: 9 } } });
  });
});

function parsed(text: string, dialect: Dialect): Selection {
  const outcome = parseSelection(text, dialect);
  if (!outcome.ok) throw new Error(outcome.failure.message);
  return outcome.value;
}
