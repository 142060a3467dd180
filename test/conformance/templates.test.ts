import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Dialect } from '../../src/mapping/ast.ts';
import { toByteRange } from '../../src/mapping/byte-range.ts';
import type { Scope } from '../../src/mapping/scope.ts';
import { compileTemplate } from '../../src/templates/expand.ts';
import { parseTemplate } from '../../src/templates/parse-template.ts';
import { loadFixtures } from './load-fixtures.ts';

const SPEC = z.enum(['0.1', '0.2', '0.3', '0.4']);
const MODE = z.enum(['string', 'uri', 'header']);
const VARS = z.record(z.string().startsWith('$'), z.unknown());

/** `error` is a kind: `syntax` (does not parse) or `value` (has no text); `range` counts bytes of the template. */
const CASE = z.strictObject({
  template: z.string(),
  spec: SPEC.optional(),
  mode: MODE.optional(),
  vars: VARS.optional(),
  value: z.string().optional(),
  error: z.enum(['syntax', 'value']).optional(),
  range: z.tuple([z.number(), z.number()]).optional(),
});

const SUITE = z.strictObject({
  comment: z.string(),
  spec: SPEC.optional(),
  mode: MODE.optional(),
  vars: VARS.optional(),
  cases: z.array(CASE.refine((one) => (one.value === undefined) !== (one.error === undefined), 'one of value, error')),
});

type Case = z.infer<typeof CASE>;

for (const [, suite] of loadFixtures('templates', SUITE)) {
  describe(suite.comment, () => {
    test.each(suite.cases)('$template', (one) => {
      const { spec = suite.spec, mode = suite.mode, vars = suite.vars ?? {} } = one;
      if (spec === undefined || mode === undefined) throw new Error('the case lacks `spec` or `mode`');
      const { range, ...expected } = pick(one);
      const answer = expand(one.template, DIALECTS[spec], mode, vars as Scope);
      expect(range === undefined ? { ...answer, range: undefined } : answer).toEqual({ ...expected, range });
    });
  });
}

const DIALECTS = { '0.1': 'A', '0.2': 'A', '0.3': 'B', '0.4': 'C' } as const;

function pick({ value, error, range }: Case) {
  return { value, error, range };
}

function expand(text: string, dialect: Dialect, mode: z.infer<typeof MODE>, scope: Scope) {
  const template = parseTemplate(text, dialect);
  if (!template.ok) return { error: 'syntax', range: toByteRange(text, template.failure.span) };
  const value = compileTemplate(template.value, mode).expand(scope);
  return value.ok ? { value: value.value } : { error: 'value', range: toByteRange(text, value.failure.span) };
}
