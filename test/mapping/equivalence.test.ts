import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Json } from '../../src/json/json.ts';
import { printJson } from '../../src/json/print-json.ts';
import type { Dialect, Selection } from '../../src/mapping/ast.ts';
import { compileSelection } from '../../src/mapping/compile.ts';
import { parseSelection } from '../../src/mapping/parser.ts';
import { printSelection } from '../../src/mapping/printer.ts';
import type { Problem, Scope } from '../../src/mapping/scope.ts';
import { arbitraryData, arbitraryScope, arbitraryText } from './fuzz-evaluation.ts';
import { arbitrarySelection } from './fuzz-selection.ts';
import { evaluateNaively } from './naive-evaluator.ts';

describe.each<Dialect>(['A', 'B', 'C'])('dialect %s', (dialect) => {
  test('evaluating, tracing and walking the tree naively come to the same value and problems', () => {
    let compared = 0;
    fc.assert(
      fc.property(arbitraryText(dialect), arbitraryData(), arbitraryScope(), (text, input, scope) => {
        const parsed = parseSelection(text, dialect);
        if (!parsed.ok) return;
        compared += 1;
        compare(parsed.value, input, scope);
      }),
      { numRuns: 4000 },
    );
    expect(compared).toBeGreaterThan(1000);
  });

  test('the same holds for any tree that a text can have', () => {
    fc.assert(
      fc.property(arbitrarySelection(dialect), arbitraryData(), (tree, input) => {
        const parsed = parseSelection(printSelection(tree), dialect);
        if (parsed.ok) compare(parsed.value, input, {});
      }),
      { numRuns: 1000 },
    );
  });
});

function compare(selection: Selection, input: Json, scope: Scope): void {
  const compiled = compileSelection(selection);
  const traced = compiled.trace(input, scope);
  const naive = evaluateNaively(selection, input, scope);
  expect(print(traced.value)).toBe(print(naive.value));
  expect(print(compiled.evaluate(input, scope))).toBe(print(naive.value));
  expect(placesOf(traced.problems)).toEqual(placesOf(naive.problems));
}

/** Where something was noticed, each place once: the oracle words its problems less carefully. */
function placesOf(problems: readonly Problem[]): readonly string[] {
  return [...new Set(problems.map(({ path, span }) => JSON.stringify([path, span])))];
}

/** As text, so that the order of members and the digits of integers count. */
function print(value: Json | undefined): string | undefined {
  return value === undefined ? undefined : printJson(value);
}
