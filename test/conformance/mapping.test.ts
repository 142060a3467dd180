import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Json } from '../../src/json/json.ts';
import { printJson } from '../../src/json/print-json.ts';
import type { Selection } from '../../src/mapping/ast.ts';
import { toByteRange } from '../../src/mapping/byte-range.ts';
import { compileSelection } from '../../src/mapping/compile.ts';
import { parseSelection } from '../../src/mapping/parser.ts';
import type { Problem, Scope } from '../../src/mapping/scope.ts';
import { evaluateNaively } from '../mapping/naive-evaluator.ts';
import { loadFixtures } from './load-fixtures.ts';

const DIALECTS = { '0.2': 'A', '0.3': 'B', '0.4': 'C' } as const;
const VARS = z.record(z.string().startsWith('$'), z.unknown());
const RANGE = z.tuple([z.int(), z.int()]);

/** Ranges count bytes of the selection; a message is given only where the wording is fixed. */
const PROBLEM = z.strictObject({
  path: z.array(z.union([z.string(), z.int()])),
  range: RANGE,
  message: z.string().optional(),
});

/** `data` left out: no value. `problems`: how many, or which, in their order. */
const VALUE_CASE = z.strictObject({
  selection: z.string(),
  given: z.unknown().optional(),
  vars: VARS.optional(),
  data: z.unknown().optional(),
  problems: z.union([z.int(), z.array(PROBLEM)]),
  note: z.string().optional(),
});

const ERROR_CASE = z.strictObject({
  selection: z.string(),
  given: z.unknown().optional(),
  error: z.union([z.literal('syntax'), z.strictObject({ offset: z.int() })]),
});

const SUITE = z.strictObject({
  comment: z.string(),
  spec: z.array(z.enum(['0.2', '0.3', '0.4'])).nonempty(),
  given: z.unknown(),
  vars: VARS.optional(),
  cases: z.array(z.union([VALUE_CASE, ERROR_CASE])).nonempty(),
});

for (const [, suite] of loadFixtures('mapping', SUITE)) {
  describe.each(suite.spec)(`${suite.comment} (%s)`, (spec) => {
    const titled = suite.cases.map(
      (one) => [`${one.selection} on ${label('given' in one ? one.given : suite.given)}`, one] as const,
    );
    test.each(titled)('%s', (_title, one) => {
      const parsed = parseSelection(one.selection, DIALECTS[spec]);
      if ('error' in one) {
        const offset = parsed.ok ? undefined : toByteRange(one.selection, parsed.failure.span)[0];
        expect(offset).toBeTypeOf('number');
        if (one.error !== 'syntax') expect(offset).toBe(one.error.offset);
        return;
      }
      if (!parsed.ok) throw new Error(parsed.failure.message);
      const given = ('given' in one ? one.given : suite.given) as Json;
      const scope = (one.vars ?? suite.vars ?? {}) as Scope;
      check(parsed.value, given, scope, one);
    });
  });
}

function check(selection: Selection, given: Json, scope: Scope, expected: z.infer<typeof VALUE_CASE>): void {
  const compiled = compileSelection(selection);
  const traced = compiled.trace(given, scope);
  const naive = evaluateNaively(selection, given, scope);
  const data = print(expected.data as Json | undefined);
  expect(print(traced.value)).toBe(data);
  expect(print(compiled.evaluate(given, scope))).toBe(data);
  expect(print(naive.value)).toBe(data);

  const problems = traced.problems.map((problem) => locate(selection, problem));
  expect(naive.problems.map((problem) => locate(selection, problem))).toEqual(problems);
  if (typeof expected.problems === 'number') {
    expect(problems).toHaveLength(expected.problems);
    return;
  }
  expect(problems).toEqual(expected.problems.map(({ path, range }) => ({ path, range })));
  for (const [index, { message }] of expected.problems.entries()) {
    if (message !== undefined) expect(traced.problems[index]?.message).toBe(message);
  }
}

/** As text, so that the order of members and the digits of integers count. */
function print(value: Json | undefined): string | undefined {
  return value === undefined ? undefined : printJson(value);
}

function locate({ text }: Selection, { path, span }: Problem) {
  return { path, range: toByteRange(text, span) };
}

function label(given: unknown): string {
  const text = printJson(given as Json);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
