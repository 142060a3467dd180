import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { findingsOf } from './findings-of.ts';
import { loadFixtures } from './load-fixtures.ts';
import { preludeOf } from './validation-page.ts';

/** An argument with the expressions that suit it and those that do not, alike in some versions. */
const suite = z.strictObject({
  argument: z.enum([
    'http.GET',
    'http.path',
    'http.queryParams',
    'http.body',
    'http.headers',
    'errors.message',
    'errors.extensions',
    'isSuccess',
  ]),
  versions: z.array(z.enum(['v0.2', 'v0.3', 'v0.4'])).nonempty(),
  fits: z.array(z.string()).default([]),
  refused: z.array(z.string()).default([]),
});

type Argument = z.infer<typeof suite>['argument'];

const HOSTS: Readonly<Record<Argument, { readonly code: string; readonly write: (text: string) => string }>> = {
  'http.GET': { code: 'INVALID_URL', write: (text) => `http: { GET: ${quote(`/x/{${text}}`)} }` },
  'http.path': { code: 'INVALID_URL_PROPERTY', write: (text) => `http: { GET: "/x", path: ${quote(text)} }` },
  'http.queryParams': {
    code: 'INVALID_URL_PROPERTY',
    write: (text) => `http: { GET: "/x", queryParams: ${quote(text)} }`,
  },
  'http.body': { code: 'INVALID_BODY', write: (text) => `http: { POST: "/x", body: ${quote(text)} }` },
  'http.headers': {
    code: 'INVALID_HEADER',
    write: (text) => `http: { GET: "/x", headers: { name: "x-a", value: ${quote(text)} } }`,
  },
  'errors.message': {
    code: 'INVALID_ERRORS_MESSAGE',
    write: (text) => `http: { GET: "/x" }, errors: { message: ${quote(text)} }`,
  },
  'errors.extensions': {
    code: 'INVALID_ERRORS_MESSAGE',
    write: (text) => `http: { GET: "/x" }, errors: { extensions: ${quote(text)} }`,
  },
  isSuccess: { code: 'INVALID_IS_SUCCESS', write: (text) => `http: { GET: "/x" }, isSuccess: ${quote(text)}` },
};

for (const [file, { argument, versions, fits, refused }] of loadFixtures('static-types', suite)) {
  const cases = versions.flatMap((version) => [
    ...fits.map((text) => ({ version, text, findings: [] as string[] })),
    ...refused.map((text) => ({ version, text, findings: [HOSTS[argument].code] })),
  ]);
  describe(`static types: ${file}: ${argument}`, () => {
    test.each(cases)('`$text` in $version: $findings', ({ version, text, findings }) => {
      const found = findingsOf([
        { name: 'service', text: schemaWith(HOSTS[argument].write(text)) + preludeOf(version, true) },
      ]);
      expect(found.map(({ code }) => code)).toEqual(findings);
      expect(found.every(({ lenient }) => lenient === true)).toBe(true);
    });
  });
}

/** A field with arguments of every kind. */
function schemaWith(argument: string): string {
  return `
    type Query {
      a(
        tags: [String], name: String, n: Int!, ids: [ID!]!, filter: Filter, must: Filter!,
        when: Date, state: State, states: [State!]!
      ): Int @connect(source: "pulse", ${argument}, selection: "$.a")
    }
    input Filter { state: State page: Int! inner: Filter tags: [String] }
    enum State { OPEN CLOSED }
    scalar Date
  `;
}

function quote(text: string): string {
  return JSON.stringify(text);
}
