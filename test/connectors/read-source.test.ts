import { describe, expect, test } from 'vitest';
import { found } from './found.ts';

/** A file with this `@source` on line 3 (its arguments from line 4 on) and nothing else. */
function source(args: string, version = '0.2'): string {
  return `extend schema
  @link(url: "https://specs.apollo.dev/connect/v${version}", import: ["@source", "@connect"])
  @source(
${args}
  )`;
}

const BASE = 'http: { baseURL: "https://pulse.example" }';

describe('the name of a source', () => {
  test.each([
    [BASE, [expect.stringMatching(/^GRAPH_QL_ERROR 3 "@source\(/)]],
    [`name: 5 http: 5`, ['INVALID_SOURCE_NAME 4 "5"']],
    [`name: "" ${BASE}`, [String.raw`EMPTY_SOURCE_NAME 4 "\"\""`]],
    [`name: "9pulse" ${BASE}`, [String.raw`INVALID_SOURCE_NAME 4 "\"9pulse\""`]],
    [`name: "pul se" ${BASE}`, [String.raw`INVALID_SOURCE_NAME 4 "\"pul se\""`]],
    [`name: "${'a'.repeat(65)}" ${BASE}`, [expect.stringMatching(/^INVALID_SOURCE_NAME 4/)]],
    [`name: "${'a'.repeat(64)}" ${BASE}`, []],
    [`name: "Pul-se_9" ${BASE}`, []],
    [
      `name: "" http: { baseURL: "ftp://h.example" }`,
      [String.raw`EMPTY_SOURCE_NAME 4 "\"\""`, 'INVALID_URL_SCHEME 4 "ftp"'],
    ],
  ])('%s', (args, expected) => {
    expect(found(source(args))).toEqual(expected);
  });

  test('is reported once however often it is repeated', () => {
    const same = `@source(name: "a", ${BASE})`;
    const other = `@source(name: "b", ${BASE})`;
    expect(
      found(`${source('name: "a" http: { baseURL: "https://a.example" }')} ${same} ${same} ${other} ${other}`),
    ).toEqual([
      expect.stringMatching(/^DUPLICATE_SOURCE_NAME 3 .* \+ .* \+ /s),
      expect.stringMatching(/^DUPLICATE_SOURCE_NAME 5 .* \+ /s),
    ]);
  });

  test('defines a faulty source, so that connectors are not blamed', () => {
    expect(
      found(`${source(`name: "9" ${BASE}`)}
type Query { a: String @connect(source: "9", http: { GET: "/a" }, selection: "$.a") }`),
    ).toEqual([String.raw`INVALID_SOURCE_NAME 4 "\"9\""`]);
  });

  test('that is missing leaves the source undefined', () => {
    expect(
      found(`${source(BASE)}
type Query { a: String @connect(source: "pulse", http: { GET: "/a" }, selection: "$.a") }`),
    ).toEqual([expect.stringMatching(/^GRAPH_QL_ERROR 3/), String.raw`NO_SOURCES_DEFINED 6 "\"pulse\""`]);
  });
});

describe('each part of a source reports its own fault', () => {
  test.each([
    ['name: "p"', [expect.stringMatching(/^GRAPH_QL_ERROR 3 "@source/)]],
    ['name: "p"\nhttp: 5', ['GRAPH_QL_ERROR 5 "5"']],
    ['name: "p"\nhttp: {}', [expect.stringMatching(/^GRAPH_QL_ERROR 3 "@source/)]],
    ['name: "p"\nhttp: {\nbaseURL: 5 }', ['GRAPH_QL_ERROR 6 "5"']],
    ['name: "p"\nhttp: {\nbaseURL: "https://h/{$config.a" }', [String.raw`INVALID_URL 6 "\"https://h/{$config.a\""`]],
    ['name: "p"\nhttp: {\nbaseURL: "ftp://h.example" }', ['INVALID_URL_SCHEME 6 "ftp"']],
    ['name: "p"\nhttp: {\nbaseURL: "api.pulse.example" }', [String.raw`INVALID_URL_SCHEME 6 "\"api.pulse.example\""`]],
    ['name: "p"\nhttp: {\nbaseURL: "" }', [String.raw`INVALID_URL_SCHEME 6 "\"\""`]],
    ['name: "p"\nhttp: {\nbaseURL: "https://" }', [String.raw`INVALID_URL 6 "\"https://\""`]],
    ['name: "p"\nhttp: { baseURL: "{$config.base}" }', []],
    ['name: "p"\nhttp: { baseURL: "ftp://{$config.host}" }', []],
    ['name: "p"\nhttp: { baseURL: "HTTPS://h.example/a b?c=d" }', []],
    [
      'name: "p"\nhttp: { baseURL: "https://h.example"\npath: "]"\nqueryParams: "" }',
      ['INVALID_URL_PROPERTY 6 "]"', String.raw`INVALID_URL_PROPERTY 7 "\"\""`],
    ],
    [
      `name: "p"\n${BASE}\nerrors: { message: "a }"\nextensions: "# only this" }\nisSuccess: "]"`,
      [
        'INVALID_ERRORS_MESSAGE 6 "}"',
        String.raw`INVALID_ERRORS_MESSAGE 7 "\"# only this\""`,
        'INVALID_IS_SUCCESS 8 "]"',
      ],
    ],
    [
      `name: "p"\nerrors: {\nmessage: "]" }`,
      ['INVALID_ERRORS_MESSAGE 6 "]"', expect.stringMatching(/^GRAPH_QL_ERROR 3/)],
    ],
    [`name: "p"\n${BASE}\nisSuccess: 5`, ['GRAPH_QL_ERROR 6 "5"']],
    [`name: "p"\n${BASE}\nisSuccess: null`, []],
  ])('%j', (args, expected) => {
    expect(found(source(args))).toEqual(expected);
  });
});

describe('each header entry reports at most one fault', () => {
  test.each([
    ['5', ['INVALID_HEADER 4 "5"']],
    ['"x"', [String.raw`INVALID_HEADER 4 "\"x\""`]],
    ['[5]', ['INVALID_HEADER 4 "5"']],
    ['[{ value: "x" }]', [String.raw`INVALID_HEADER 4 "{ value: \"x\" }"`]],
    ['[{ name: 5, value: "x" }]', ['INVALID_HEADER 4 "5"']],
    ['[{ name: "a b", value: "x" }]', [String.raw`INVALID_HEADER 4 "\"a b\""`]],
    ['[{ name: "", value: "x" }]', [String.raw`INVALID_HEADER 4 "\"\""`]],
    ['[{ name: "Content-Length", value: "1" }]', [String.raw`INVALID_HEADER 4 "\"Content-Length\""`]],
    ['[{ name: "TE", from: "x" }]', [String.raw`INVALID_HEADER 4 "\"TE\""`]],
    ['[{ name: "Accept", from: "x" }]', [String.raw`INVALID_HEADER 4 "\"Accept\""`]],
    ['[{ name: "host", from: "x", value: "y" }]', [String.raw`INVALID_HEADER 4 "\"host\""`]],
    ['[{ name: "host", value: "y" }]', []],
    ['[{ name: "x", from: "a b" }]', [String.raw`INVALID_HEADER 4 "\"a b\""`]],
    ['[{ name: "x", from: 5 }]', ['INVALID_HEADER 4 "5"']],
    ['[{ name: "x" }]', [String.raw`INVALID_HEADER 4 "{ name: \"x\" }"`]],
    ['[{ name: "x", from: null, value: "y" }]', []],
    ['[{ name: "x", from: "a", value: "y" }]', ['INVALID_HEADER 4 "from" + "value"']],
    ['[{ name: "x", value: 5 }]', ['INVALID_HEADER 4 "5"']],
    ['[{ name: "x", value: "a{$config.b" }]', [`INVALID_HEADER 4 "{$config.b"`]],
    [String.raw`[{ name: "x", value: "a\u0001b" }]`, [String.raw`INVALID_HEADER 4 "\\u0001"`]],
    [String.raw`[{ name: "x", value: "a\tb\nc" }]`, []],
    ['{ name: "x", value: "é" }', []],
    ['[]', []],
    ['null', []],
    [
      '[{ name: "x-a", value: "1" }, { name: "X-A", value: "2" }, { name: "x-A", from: "b" }]',
      [
        String.raw`HTTP_HEADER_NAME_COLLISION 4 "\"X-A\"" + "\"x-a\""`,
        String.raw`HTTP_HEADER_NAME_COLLISION 4 "\"x-A\"" + "\"x-a\""`,
      ],
    ],
    [
      '[{ name: "x-a" }, { name: "x-a", value: "2" }, { name: "te", value: "3" }]',
      [String.raw`INVALID_HEADER 4 "{ name: \"x-a\" }"`, String.raw`INVALID_HEADER 4 "\"te\""`],
    ],
  ])('%s', (headers, expected) => {
    expect(found(source(`name: "p" http: { baseURL: "https://h.example", headers: ${headers} }`))).toEqual(expected);
  });
});

describe('advice', () => {
  test('names members of http that nothing reads', () => {
    expect(
      found(source('name: "p" http: { baseURL: "https://h.example"\nerrors: { message: "a" }\nheader: [] }')),
    ).toEqual(['UNKNOWN_HTTP_MEMBER 5 "errors"', 'UNKNOWN_HTTP_MEMBER 6 "header"']);
  });

  test('names arguments that are newer than the link', () => {
    const args = `name: "p" http: { baseURL: "https://h.example", path: "$(['a'])" } isSuccess: "$(true)"`;
    expect(found(source(args, '0.1'))).toEqual(['NEWER_THAN_LINK 4 "isSuccess"', 'NEWER_THAN_LINK 4 "path"']);
    expect(found(source(args))).toEqual([]);
  });
});
