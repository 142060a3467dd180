import { describe, expect, test } from 'vitest';
import type { Json } from '../../src/json/json.ts';
import { parseJson } from '../../src/json/parse-json.ts';
import { printJson } from '../../src/json/print-json.ts';
import type { Dialect } from '../../src/mapping/ast.ts';
import { compileSelection } from '../../src/mapping/compile.ts';
import { METHODS } from '../../src/mapping/methods/registry.ts';
import { parseSelection } from '../../src/mapping/parser.ts';
import type { Scope } from '../../src/mapping/scope.ts';
import { codeIn, fencesOf, PAGES, readPage, rowsOf } from './markdown.ts';

const DIALECTS: Readonly<Record<string, Dialect>> = { 'v0.2': 'A', 'v0.3': 'B', 'v0.4': 'C' };

/**
 * An example: `input`, `vars` and `mapping`, then `result` (a value, or `nothing`) with a number of `problems`, none if
 * not said; or `refused` with part of the reason. Lines that begin with blanks go on with the line before.
 */
function partsOf(text: string): Readonly<Record<string, string>> {
  const parts = [...text.matchAll(/^(\w+) +(.*\n(?: +.*\n)*)/gm)];
  return Object.fromEntries(parts.map(([, name = '', rest = '']) => [name, rest.replaceAll(/^ {9}/gm, '').trim()]));
}

function json(text: string): Json {
  const value = parseJson(text);
  if (!value.ok) throw new Error(`${text} ${value.failure.message}`);
  return value.value;
}

/** With one member order and one spelling of numbers. */
function canonical(text: string): string {
  return text === 'nothing' ? text : printJson(json(text));
}

describe.each(PAGES)('mappings in docs/%s', (page) => {
  const examples = fencesOf(readPage(page)).filter(({ language }) => language === 'mapping');
  const cases = examples.flatMap(({ words, text, line }) =>
    words.map((version) => [line, version, partsOf(text)] as const),
  );

  test('name a version each', () => {
    expect(examples.filter(({ words }) => words.length === 0 || !words.every((word) => word in DIALECTS))).toEqual([]);
  });

  for (const [line, version, { input = 'null', vars = '{}', mapping = '', result, problems = '0', refused }] of cases) {
    test(`line ${line}, ${version}: ${mapping.replaceAll('\n', ' ')}`, () => {
      const parsed = parseSelection(mapping, DIALECTS[version] ?? 'B');
      if (refused !== undefined) {
        const reason = parsed.ok ? undefined : `${parsed.failure.message} ${parsed.failure.hint}`;
        expect(reason).toContain(refused);
        return;
      }
      if (!parsed.ok) throw new Error(parsed.failure.message);
      const traced = compileSelection(parsed.value).trace(json(input), json(vars) as Scope);
      expect(traced.value === undefined ? 'nothing' : printJson(traced.value)).toBe(canonical(result ?? ''));
      expect(traced.problems).toHaveLength(Number(problems));
    });
  }
});

describe('the methods in docs/mapping.md', () => {
  const rows = rowsOf(readPage('mapping.md'), ['method', 'mapping', 'result']);
  const nameOf = (cell: string | undefined) => /^`(\w+)/.exec(cell ?? '')?.[1] ?? '';

  test('are exactly those there are', () => {
    expect(rows.map(({ method }) => nameOf(method)).sort()).toEqual([...METHODS.keys()].sort());
  });

  const versions = Object.keys(DIALECTS);
  const cases = rows.flatMap((row) => versions.map((version) => [nameOf(row.method), version, row] as const));
  test.each(cases)('->%s in %s does what its example says', (name, version, row) => {
    const [input = '', mapping = '', result = ''] = [row.input, row.mapping, row.result].map((cell) =>
      codeIn(cell ?? ''),
    );
    expect(mapping).toContain(`->${name}`);
    const parsed = parseSelection(mapping, DIALECTS[version] ?? 'B');
    if (!parsed.ok) throw new Error(parsed.failure.message);
    const { value, problems } = compileSelection(parsed.value).trace(json(input), {});
    expect(value === undefined ? 'nothing' : printJson(value)).toBe(canonical(result));
    expect(problems).toEqual([]);
  });
});
