import { expect, test } from 'vitest';
import type { Json } from '../../src/json/json.ts';
import { compileSelection } from '../../src/mapping/compile.ts';
import { parseSelection } from '../../src/mapping/parser.ts';

function messagesOf(text: string, input: Json): readonly string[] {
  const parsed = parseSelection(text, 'B');
  if (!parsed.ok) throw new Error(parsed.failure.message);
  return compileSelection(parsed.value)
    .trace(input, {})
    .problems.map(({ message }) => message);
}

test('the same message at the same path and place of the text counts once, however many elements meet it', () => {
  const rows = Array.from({ length: 1000 }, (_, id) => ({ id }));
  expect(messagesOf('rows->map({ id: @.id, city: city })', { rows })).toEqual(['Property .city not found in object']);
});

test('the same message at another element is another problem', () => {
  expect(messagesOf('rows { name }', { rows: [{}, {}, {}] })).toHaveLength(3);
});

test.each<[string, string]>([
  ['n->trim', 'Method ->trim requires a string, found 5'],
  ['o->trim', 'Method ->trim requires a string, found object'],
  ['l->trim', 'Method ->trim requires a string, found array'],
  ['nil->size', 'Method ->size requires an array, an object or a string, found null'],
  ['l->first()', 'Method ->first does not take any arguments'],
  ['l->echo', 'Method ->echo requires one argument'],
  ['n->eq(1, 2)', 'Method ->eq requires one argument, not 2'],
  ['l->get(7)', 'Method ->get requires an index within the length of 2, found 7'],
  ['s->get(-9)', 'Method ->get requires an index within the length of 3, found -9'],
  ['o->get("b")', 'Method ->get requires a key of the object, found "b"'],
  ['l->get("b")', 'Method ->get can only take an integer index of an array, found "b"'],
  ['l->filter(@)', '->filter condition must be a boolean, found 1'],
  ['n->find(@)', '->find condition must be a boolean, found 5'],
  ['n->match([1, 2])', 'Method ->match requires a pair that fits its input, found 5'],
  ['n->add("x")', 'Method ->add can only accept numbers, found "x"'],
  ['n->div(0)', 'Method ->div requires an argument with a result in range, found 0'],
  ['t->and(1)', 'Method ->and can only accept boolean arguments, found 1'],
  ['s->jsonParse', 'Method ->jsonParse requires JSON text, found "abc"'],
  ['s->parseInt', 'Method ->parseInt requires a 64-bit integer of base 10, found "abc"'],
  ['s->split(1)', 'Method ->split requires a string as separator, found 1'],
  ['n->as(5)', 'First argument to ->as must be a variable such as $name'],
  ['n->as', 'Method ->as requires one or two arguments, not 0'],
  ['big->trim', 'Method ->trim requires a string, found 9007199254740993'],
])('%s says: %s', (text, message) => {
  const input = { n: 5, s: 'abc', l: [1, 2], o: { a: 1 }, t: true, nil: null, big: 9007199254740993n };
  expect(messagesOf(text, input)[0]).toBe(message);
});

test('a long value is not quoted at length', () => {
  const [message] = messagesOf('s->parseInt', { s: 'x'.repeat(10_000) });
  expect(message?.length).toBeLessThan(200);
});
