import fc from 'fast-check';
import { Kind, parse, type StringValueNode, visit } from 'graphql';
import { describe, expect, test } from 'vitest';
import { characterInString, placeInString } from '../../src/connectors/string-span.ts';

function stringIn(sdl: string): StringValueNode {
  let found: StringValueNode | undefined;
  visit(parse(sdl), {
    [Kind.STRING]: (node: StringValueNode) => {
      found ??= node;
    },
  });
  if (found === undefined) throw new Error('no string');
  return found;
}

/** The spelling in the file of a part of the string's value. */
function spelling(sdl: string, part: string): string {
  const node = stringIn(sdl);
  const start = node.value.indexOf(part);
  const { source, span } = placeInString(node, { start, end: start + part.length });
  return source.text.slice(span.start, span.end);
}

describe('a range of a quoted string', () => {
  test.each([
    ['{ a(x: "one two") }', 'two', 'two'],
    [String.raw`{ a(x: "one\ntwo") }`, '\n', String.raw`\n`],
    [String.raw`{ a(x: "\"q\" rest") }`, 'rest', 'rest'],
    [String.raw`{ a(x: "\u00e9 rest") }`, 'é', String.raw`\u00e9`],
    [String.raw`{ a(x: "\u{1F600} rest") }`, 'rest', 'rest'],
    [String.raw`{ a(x: "\uD83D\uDE00 rest") }`, '😀', String.raw`\uD83D\uDE00`],
    ['{ a(x: "😀 rest") }', 'rest', 'rest'],
  ])('%s: %j is written %j', (sdl, part, written) => {
    expect(spelling(sdl, part)).toBe(written);
  });

  test('at the end of the text is the closing quote', () => {
    const node = stringIn('{ a(x: "id {") }');
    expect(characterInString(node, 4).span).toEqual({ start: 12, end: 13 });
  });

  test('of an empty text is its closing quote', () => {
    expect(characterInString(stringIn('{ a(x: "") }'), 0).span).toEqual({ start: 8, end: 9 });
  });
});

describe('a range of a block string', () => {
  const block = '{ a(x: """\n\n    id\n      name\r\n\n    \\"""quoted\\""" end\n  """) }';

  test.each([
    ['id', 'id'],
    ['  name', '  name'],
    ['name\n', 'name\r\n'],
    ['"""quoted', '\\"""quoted'],
    ['end', 'end'],
  ])('%j is written %j', (part, written) => {
    expect(spelling(block, part)).toBe(written);
  });

  test('keeps the text of the first line, however it is indented', () => {
    expect(spelling('{ a(x: """  one\n    two""") }', '  one')).toBe('  one');
  });

  test('at the end of the text is the end of its last line with text', () => {
    const node = stringIn(block);
    const { source, span } = placeInString(node, { start: node.value.length, end: node.value.length });
    expect(source.text.slice(span.start - 3, span.start)).toBe('end');
  });

  test('of nothing but white space stays between the quotes', () => {
    const node = stringIn('{ a(x: """  \n  """) }');
    expect(placeInString(node, { start: 0, end: 0 }).span.start).toBe(10);
  });
});

test('every unit of any string has a spelling inside the quotes, in order', () => {
  const piece = fc.constantFrom('a', ' ', '\n', '\r\n', '\t', '\\"""', 'é', '😀', '  ', 'x { y }', '#');
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const node = stringIn(`{ a(x: """${pieces.join('')} """) }`);
      let last = node.loc!.start + 3;
      for (let at = 0; at < node.value.length; at++) {
        const { span, source } = placeInString(node, { start: at, end: at + 1 });
        expect(span.start).toBeGreaterThanOrEqual(last);
        expect(span.end).toBeLessThanOrEqual(node.loc!.end - 3);
        const written = source.text.slice(span.start, span.end);
        const unit = node.value[at] ?? '';
        expect(unit === '\n' ? /^(\n|\r\n|\r)$/.test(written) : written.includes(unit)).toBe(true);
        last = span.start;
      }
    }),
  );
});
