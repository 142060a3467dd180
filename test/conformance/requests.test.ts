import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { readRequestTexts } from '../../src/cli/map-request-reader.ts';
import { compileRequest } from '../../src/execution/build-request.ts';
import { decodeHeader, encodeHeader } from '../../src/execution/header-text.ts';
import type { Json } from '../../src/json/json.ts';
import type { Scope } from '../../src/mapping/scope.ts';
import { loadFixtures } from './load-fixtures.ts';

const TEXT_PAIRS = z.array(z.tuple([z.string(), z.string()]));
const HEADERS = z.union([z.looseObject({}), z.array(z.looseObject({}))]);
const SOURCE = z.strictObject({
  baseURL: z.string(),
  path: z.string().optional(),
  queryParams: z.string().optional(),
  headers: HEADERS.optional(),
});
const HTTP = z.strictObject({
  GET: z.string().optional(),
  POST: z.string().optional(),
  PUT: z.string().optional(),
  PATCH: z.string().optional(),
  DELETE: z.string().optional(),
  path: z.string().optional(),
  queryParams: z.string().optional(),
  headers: HEADERS.optional(),
  body: z.string().optional(),
});

/** What a suite gives to its cases; a case's own members win, `http` member by member. */
const GIVEN = {
  spec: z.enum(['0.1', '0.2', '0.3', '0.4']).optional(),
  source: SOURCE.nullable().optional(),
  http: HTTP.optional(),
  vars: z.record(z.string().startsWith('$'), z.unknown()).optional(),
  clientHeaders: TEXT_PAIRS.optional(),
};

/** Only the members named are compared; header names in lower case; a null body is none. `error` is a kind. */
const EXPECTED = {
  url: z.string().optional(),
  headers: TEXT_PAIRS.optional(),
  body: z.string().nullable().optional(),
  error: z.enum(['syntax', 'not built', 'null key']).optional(),
};

const CASE = z.strictObject({
  name: z.string(),
  ...GIVEN,
  allowEmptySegments: z.boolean().optional(),
  baseURL: z.string().optional(),
  ...EXPECTED,
});

const SUITE = z.strictObject({
  comment: z.string(),
  ...GIVEN,
  cases: z.array(CASE.refine(expectsSomething, 'an expectation: url, headers, body, or error alone')),
});

function expectsSomething({ url, headers, body, error }: z.infer<typeof CASE>): boolean {
  const request = [url, headers, body].some((member) => member !== undefined);
  return request !== (error !== undefined);
}

const DIALECTS = { '0.1': 'A', '0.2': 'A', '0.3': 'B', '0.4': 'C' } as const;

for (const [, suite] of loadFixtures('requests', SUITE)) {
  describe(suite.comment, () => {
    test.each(suite.cases)('$name', (one) => {
      const given = { ...suite, ...one, http: { ...suite.http, ...one.http } };
      const request = build(given);
      if (one.error !== undefined) return expect(request).toEqual({ error: one.error });
      const { url, headers, body } = one;
      expect(request).toMatchObject(withoutUndefined({ url, headers, body }));
    });
  });
}

function withoutUndefined(expected: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(Object.entries(expected).filter(([, value]) => value !== undefined));
}

function build(given: Omit<z.infer<typeof CASE>, 'name'>) {
  const { spec = '0.3', source, http, vars = {}, clientHeaders = [], allowEmptySegments = false, baseURL } = given;
  const texts = readRequestTexts(source as Json, http as Json, DIALECTS[spec]);
  if (!texts.ok) return { error: 'syntax' };
  const options = { allowEmptySegments, ...(baseURL !== undefined && { baseURL }) };
  const request = compileRequest(texts.value.source, texts.value.http, options);
  const built = request.build(vars as Scope, groupHeaders(clientHeaders));
  if (!built.ok) return { error: built.failure.kind };
  const { url, headers, body = null } = built.value;
  return { url, headers: headers.map(([name, value]) => [name, decodeHeader(value)]), body };
}

function groupHeaders(lines: z.infer<typeof TEXT_PAIRS>): ReadonlyMap<string, readonly string[]> {
  const headers = new Map<string, string[]>();
  for (const [name, value] of lines) {
    const key = name.toLowerCase();
    headers.set(key, [...(headers.get(key) ?? []), encodeHeader(value)]);
  }
  return headers;
}
