import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseJson } from '../../src/json/parse-json.ts';
import { compileSelection } from '../../src/mapping/compile.ts';
import { METHODS } from '../../src/mapping/methods/registry.ts';
import { parseSelection } from '../../src/mapping/parser.ts';

const PUBLIC_METHODS = [
  ...['echo', 'as', 'match', 'map', 'filter', 'find', 'first', 'last', 'get', 'slice', 'size', 'joinNotNull'],
  ...['entries', 'jsonParse', 'jsonStringify', 'toString', 'parseInt'],
  ...['eq', 'ne', 'gt', 'gte', 'lt', 'lte', 'in', 'contains', 'and', 'or', 'not'],
  ...['add', 'sub', 'mul', 'div', 'mod', 'split', 'trim', 'trimStart', 'trimEnd'],
  ...['keysToCamelCase', 'keysToCamelCaseDeep'],
];

test('the registry holds the public methods and no others', () => {
  expect([...METHODS.keys()].toSorted()).toEqual(PUBLIC_METHODS.toSorted());
  for (const [name, method] of METHODS) expect(method.name).toBe(name);
});

describe('the examples in the comments are true', () => {
  const examples = readExamples();

  test('every method has two', () => {
    for (const name of PUBLIC_METHODS) {
      const own = examples.filter(([, text]) => text.includes(`->${name}`));
      expect(own.length, name).toBeGreaterThanOrEqual(2);
    }
  });

  test.each(examples)('%s  %s  ⇒ %s', (input, text, result) => {
    for (const dialect of ['A', 'B', 'C'] as const) {
      const parsed = parseSelection(text, dialect);
      if (!parsed.ok) throw new Error(parsed.failure.message);
      expect(compileSelection(parsed.value).trace(read(input), {})).toEqual({ value: read(result), problems: [] });
    }
  });
});

/** Lines such as ` *     "abc"   $->first   ⇒ "a"`, the parts at least three spaces apart. */
function readExamples(): readonly (readonly [input: string, text: string, result: string])[] {
  const directory = new URL('../../src/mapping/methods/', import.meta.url);
  const lines = readdirSync(directory).flatMap((file) => readFileSync(new URL(file, directory), 'utf8').split('\n'));
  return lines.flatMap((line) => {
    const [, input, text, result] = /^ \* {5}(\S.*?) {3,}(\S.*?) {3,}⇒ (.*)$/.exec(line) ?? [];
    return input === undefined || text === undefined || result === undefined ? [] : [[input, text, result] as const];
  });
}

function read(text: string) {
  const outcome = parseJson(text);
  if (!outcome.ok) throw new Error(`${text} ${outcome.failure.message}`);
  return outcome.value;
}
