import { describe, expect, test } from 'vitest';
import type { Json } from '../../src/json/json.ts';
import type { Dialect } from '../../src/mapping/ast.ts';
import { type CompiledSelection, compileSelection } from '../../src/mapping/compile.ts';
import { parseSelection } from '../../src/mapping/parser.ts';

function compile(text: string, dialect: Dialect = 'B'): CompiledSelection {
  const parsed = parseSelection(text, dialect);
  if (!parsed.ok) throw new Error(parsed.failure.message);
  return compileSelection(parsed.value);
}

describe('a compiled selection', () => {
  test('leaves its input as it was', () => {
    const input: Json = { a: { x: [1, { y: 2 }] }, b: { x: [3, { z: 4 }] } };
    const before = structuredClone(input);
    expect(compile('c: a c: b').evaluate(input, {})).toEqual({ c: { x: [3, { y: 2, z: 4 }] } });
    expect(input).toEqual(before);
  });

  test('keeps nothing from one evaluation to the next', () => {
    const selection = compile('x: a->as($v)->echo($v) y: $v');
    expect(selection.trace({ a: 1 }, {})).toEqual(selection.trace({ a: 1 }, {}));
    expect(selection.evaluate({ a: 2 }, {})).toEqual({ x: 2 });
    expect(selection.evaluate({ a: 1 }, { $v: 5 })).toEqual({ x: 1, y: 5 });
  });

  test('treats a variable that is undefined as absent', () => {
    const { value, problems } = compile('$args.id').trace({}, { $args: undefined });
    expect(value).toBeUndefined();
    expect(problems).toEqual([{ message: 'Variable $args not found', path: [], span: { start: 0, end: 5 } }]);
  });

  test('copies nothing of the prototype of objects from outside', () => {
    const args = Object.assign(Object.create(null) as object, { id: 1 }) as Json;
    expect(compile('x: $args.id y: $args.toString').evaluate({}, { $args: args })).toEqual({ x: 1 });
  });

  test('answers for ten thousand steps, and for lists nested as deep as documents may be', () => {
    const long = compile(`$${'.a'.repeat(10_000)}`);
    expect(long.evaluate([], {})).toEqual([]);
    expect(long.trace({}, {}).problems).toHaveLength(1);
    let deep: Json = { k: 1 };
    for (let depth = 1; depth < 512; depth++) deep = [deep];
    expect(compile('$.k->jsonStringify').evaluate(deep, {})).toBe(`${'['.repeat(511)}1${']'.repeat(511)}`);
    expect(compile('k').trace(deep, {}).problems).toEqual([]);
  });

  test('a name bound inside an argument ends there', () => {
    expect(compile('a->echo(@->as($v)->echo($v))->echo($v ?! "unknown")').evaluate({ a: 1 }, {})).toBe('unknown');
  });
});

describe('v0.4 groups behind an alias', () => {
  test('leave null and scalars as they are, like groups of earlier versions', () => {
    for (const dialect of ['A', 'B', 'C'] as const) {
      const selection = compile('owner { who: { n: name } }', dialect);
      expect(selection.evaluate({ owner: null }, {})).toEqual({ owner: { who: null } });
      expect(selection.evaluate({ owner: 'Ann' }, {})).toEqual({ owner: { who: 'Ann' } });
      expect(selection.evaluate({ owner: {} }, {})).toEqual({ owner: { who: {} } });
    }
  });

  test('but an empty object is an empty object, as in any JSON text', () => {
    expect(compile('{ "a": {}, "b": { "c": {} } }', 'C').evaluate(null, {})).toEqual({ a: {}, b: { c: {} } });
  });
});
