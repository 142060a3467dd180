import { describe, expect, test } from 'vitest';
import type { Dialect } from '../../src/mapping/ast.ts';
import { type OutputShape, outputShapeOf } from '../../src/mapping/output-shape.ts';
import { parseSelection } from '../../src/mapping/parser.ts';

describe('the shape of a result', () => {
  test.each<[string, Dialect, string]>([
    ['id name', 'B', '{ id: ?, name: ? }'],
    ['', 'B', '{ }'],
    ['$', 'B', '?'],
    ['$.rows', 'B', '?'],
    ['$args.id', 'B', '?'],
    ['$.rows { id }', 'B', '{ id: ? }'],
    ['owner { id } n: $(5)', 'B', '{ owner: { id: ? }, n: . }'],
    ['x: { a: b }', 'B', '{ x: { a: ? } }'],
    ['a.b { c } d', 'B', '{ c: ?, d: ? }'],
    ['o: { $.b { c } }', 'B', '{ o: { c: ? } }'],
    ['o: { $.b }', 'B', '{ o: ? }'],
    ['a: o { x } a: o { y }', 'B', '{ a: { x: ?, y: ? } }'],
    ['a: o { x } a: b', 'B', '{ a: { x: ?, ... } }'],
    ['$({ a: 1, b: [{ c: $.d }] })', 'B', '{ a: ., b: { c: ? } }'],
    ['$({ a: { b: 1 } }).a', 'B', '{ b: . }'],
    ['$({ a: 1 }) { a z }', 'B', '{ a: ., z: . }'],
    ['__typename: $("Book") id', 'A', 'Book{ __typename: ., id: ? }'],
    ['"hello"', 'C', '.'],
    ['[{ a: 1 }, { b: 2 }]', 'C', '{ a: . } | { b: . }'],
    ['$.a ?? { b: 1 }', 'C', '? | { b: . }'],
    ['... $.rest id', 'C', '{ id: ?, ... }'],
    ['... { a } ... { b }', 'C', '{ a: ?, b: ? }'],
  ])('%s (dialect %s)', (text, dialect, expected) => {
    expect(shapeOf(text, dialect)).toBe(expected);
  });
});

describe('methods', () => {
  test.each([
    ['rows->map({ id: @.id })', '{ id: ? }'],
    ['$([{ a: 1 }])->first', '{ a: . }'],
    ['$([{ a: 1 }])->map(@)->filter($(true))->as($x)->echo({ y: $x.a })', '{ y: . }'],
    ['$({ a: 1 })->as($x, 5)->echo($x)', '.'],
    ['$->entries', '{ key: ., value: ? }'],
    ['$->size', '.'],
    ['$->jsonParse', '?'],
    ['$->unheard', '?'],
    ['x: s->match(["a", "A"], ["b", "B"])', '{ x: . }'],
    ['s->match(["a", { x: 1 }], [@, { y: 1 }])', '{ x: . } | { y: . }'],
    ['s->match(["a", { x: 1 }], "no pair")', '{ x: . } | { }'],
    ['s->match', '.'],
  ])('%s', (text, expected) => {
    expect(shapeOf(text, 'B')).toBe(expected);
  });
});

describe('spread matches', () => {
  test('their arms are alternatives of the whole object, told apart by a literal __typename', () => {
    const text = `id ... kind->match(["t", { __typename: "Temp", celsius }], ["w", { __typename: "Wind", speed }], [@, null])`;
    expect(shapeOf(text, 'C')).toBe(
      'Temp{ id: ?, __typename: ., celsius: ? } | Wind{ id: ?, __typename: ., speed: ? } | .',
    );
  });

  test('without a default arm may add nothing', () => {
    expect(shapeOf('id ... kind->match(["t", { a }])', 'C')).toBe('{ id: ?, a: ? } | { id: ? }');
  });

  test('two of them multiply', () => {
    const text = '... a->match([1, { a }], [@, { b }]) ... b->match([1, { c }], [@, {}])';
    expect(shapeOf(text, 'C')).toBe('{ a: ?, c: ? } | { a: ? } | { b: ?, c: ? } | { b: ? }');
  });

  test('too many of them are not told apart', () => {
    const arms = Array.from({ length: 12 }, (_, at) => `... a->match([1, { x${at} }], [@, { y${at} }])`);
    const alternatives = shapeOf(arms.join(' '), 'C').split(' | ');
    expect(alternatives.length).toBeLessThan(100);
    for (const one of alternatives) expect(one).toContain('...');
  });
});

function shapeOf(text: string, dialect: Dialect): string {
  const parsed = parseSelection(text, dialect);
  if (!parsed.ok) throw new Error(parsed.failure.message);
  return print(outputShapeOf(parsed.value));
}

/** `?` unknown, `.` leaf, `…` in an object that something unknown is spread into. */
function print(shape: OutputShape): string {
  switch (shape.kind) {
    case 'unknown':
      return '?';
    case 'leaf':
      return '.';
    case 'alternatives':
      return shape.of.map(print).join(' | ');
    case 'object': {
      const members = [...shape.members].map(([name, member]) => `${name}: ${print(member)}`);
      return `${shape.typename ?? ''}{ ${[...members, ...(shape.open ? ['...'] : [])].join(', ')} }`.replace(
        '{  }',
        '{ }',
      );
    }
  }
}
