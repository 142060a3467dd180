import { describe, expect, test } from 'vitest';
import { isIdentifier, tokenise } from '../../src/mapping/lexer.ts';

describe('tokenise', () => {
  test('a text is its tokens and an end', () => {
    expect(tokenise('a: $args.b->m(-1)? # end').map(({ kind, value }) => [kind, value])).toEqual([
      ['Name', 'a'],
      [':', ':'],
      ['Variable', '$args'],
      ['.', '.'],
      ['Name', 'b'],
      ['->', '->'],
      ['Name', 'm'],
      ['(', '('],
      ['-', '-'],
      ['Digits', '1'],
      [')', ')'],
      ['?', '?'],
      ['End', ''],
    ]);
  });

  test.each([
    ['a??b', ['Name', '??', 'Name', 'End']],
    ['a? ?', ['Name', '?', '?', 'End']],
    ['a???!', ['Name', '??', '?!', 'End']],
    ['a...b', ['Name', '...', 'Name', 'End']],
    ['1...', ['Digits', '...', 'End']],
    ['->->-', ['->', '->', '-', 'End']],
    ['$($ ($a$', ['$(', '$', '(', 'Variable', '$', 'End']],
    ['12ab', ['Digits', 'Name', 'End']],
  ])('%s takes the longest token at each place', (text, kinds) => {
    expect(tokenise(text).map(({ kind }) => kind)).toEqual(kinds);
  });

  test('spans are UTF-16 offsets and leave out blanks and comments', () => {
    expect(tokenise(' "🙂" # 🙂\n x').map(({ span }) => [span.start, span.end])).toEqual([
      [1, 5],
      [12, 13],
      [13, 13],
    ]);
  });

  test('nothing is read behind a character that begins no token', () => {
    expect(tokenise('a 🙂 b').map(({ kind, span }) => [kind, span.start, span.end])).toEqual([
      ['Name', 0, 1],
      ['Fault', 2, 4],
      ['End', 6, 6],
    ]);
  });

  test('a string without end is a fault at its quote', () => {
    expect(tokenise(`x: 'a\\'`)[2]).toEqual({
      kind: 'Fault',
      value: "this string has no closing '",
      span: { start: 3, end: 4 },
    });
  });
});

test.each([
  ['a_1', true],
  ['_', true],
  ['1a', false],
  ['a-b', false],
  ['é', false],
  ['', false],
])('%j as an identifier: %s', (name, expected) => {
  expect(isIdentifier(name)).toBe(expected);
});
