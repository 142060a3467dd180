import { describe, expect, test } from 'vitest';
import { readConnectLink } from '../../src/connectors/connect-link.ts';
import { parseSdl } from '../../src/connectors/parse-sdl.ts';
import { file, found, graphOf } from './found.ts';

function link(text: string) {
  const document = parseSdl({ name: 'shop.graphql', text });
  if (!document.ok) throw new Error(document.failure.message);
  const reading = readConnectLink(document.value);
  return reading?.ok === true ? reading.value : undefined;
}

const URL = 'url: "https://specs.apollo.dev/connect/v0.3"';

describe('the names of the connect directives', () => {
  test.each([
    [`${URL}, import: ["@connect", "@source"]`, 'connect', 'source', true],
    [`${URL}, import: ["@source", "@connect", "JSONSelection"]`, 'connect', 'source', true],
    [`${URL}, import: [{ name: "@connect", as: "@rest" }, "@source"]`, 'rest', 'source', true],
    [`${URL}, import: [{ name: "@source", as: "@api" }]`, 'connect', 'api', true],
    [`${URL}, import: "@source"`, 'connect', 'source', true],
    [`${URL}, import: ["@connect"]`, 'connect', 'connect__source', false],
    [`${URL}`, 'connect', 'connect__source', false],
    [`${URL}, as: "http"`, 'http', 'http__source', true],
    [`${URL}, as: "http", import: ["@source"]`, 'http', 'source', true],
    [`${URL}, import: [{ name: "@source", as: "source" }]`, 'connect', 'connect__source', false],
  ])('@link(%s) names them @%s and @%s', (args, connectName, sourceName, sourceImported) => {
    expect(link(`extend schema @link(${args})`)?.link).toMatchObject({ connectName, sourceName, sourceImported });
  });

  test('are found on `schema` as on `extend schema`, beside other links', () => {
    const text = `schema @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@key"]) @link(${URL}, as: "c") { query: Query }`;
    expect(link(text)?.link.connectName).toBe('c');
  });

  test('mean nothing in a file without the link', () => {
    expect(link('extend schema @link(url: "https://specs.example/connect/v0.3")')).toBeUndefined();
    expect(link('type Query { a: Int }')).toBeUndefined();
  });
});

describe('the version of the link', () => {
  test.each([
    ['0.1', 'A'],
    ['0.2', 'A'],
    ['0.3', 'B'],
    ['0.4', 'C'],
  ])('%s chooses dialect %s', (version, dialect) => {
    expect(link(`extend schema @link(url: "https://specs.apollo.dev/connect/v${version}")`)).toMatchObject({
      version,
      dialect,
    });
  });

  test.each(['/v0.9', '/v0.5', '/v1.0', '/v0.10', '/v0', ''])(
    'that is unknown (%s) is the only finding of its file',
    (version) => {
      const text = `extend schema\n  @link(url: "https://specs.apollo.dev/connect${version}", import: ["@connect"])\ntype Query { a: Nope @connect(selection: "") }`;
      expect(found(text)).toEqual([
        `UNKNOWN_CONNECTORS_VERSION 2 ${JSON.stringify(`@link(url: "https://specs.apollo.dev/connect${version}", import: ["@connect"])`)}`,
      ]);
    },
  );
});

test('renamed directives work as if they had their own names', () => {
  const graph = graphOf(
    file(
      'shop.graphql',
      `extend schema
         @link(${URL}, import: [{ name: "@connect", as: "@rest" }, { name: "@source", as: "@api" }])
         @api(name: "shop", http: { baseURL: "https://shop.example" })
       type Query { name: String @rest(source: "shop", http: { GET: "/name" }, selection: "$.name") }`,
    ),
  );
  expect(graph.connectors.map(({ coordinate, source }) => [coordinate, source?.name])).toEqual([
    ['shop:Query.name[0]', 'shop'],
  ]);
});

test('an unimported source directive works under its long name', () => {
  const graph = graphOf(
    file(
      'shop.graphql',
      `extend schema @link(${URL}) @connect__source(name: "shop", http: { baseURL: "https://shop.example" })
       type Query { name: String @connect(source: "shop", http: { GET: "/name" }, selection: "$.name") }`,
    ),
  );
  expect(graph.sources.map(({ name }) => name)).toEqual(['shop']);
});

test('a source directive written without its import defines nothing', () => {
  expect(
    found(`extend schema @link(${URL}, import: ["@connect"]) @source(name: "a", http: { baseURL: "https://a.example" })
type Query { name: String @connect(source: "a", http: { GET: "/name" }, selection: "$.name") }`),
  ).toEqual(['NO_SOURCES_DEFINED 2 "\\"a\\""', expect.stringMatching(/^NO_SOURCE_IMPORT 1 "@link/)]);
});

test('importing what the specification does not have is advised against', () => {
  expect(
    found(
      `extend schema @link(${URL}, import: ["@connect", "@sources"]) type Query { a: Int @connect(http: { GET: "https://a.example" }, selection: "$") }`,
    ),
  ).toEqual(['UNKNOWN_IMPORT 1 "\\"@sources\\""']);
});

test('authors may define the directives and their types themselves', () => {
  const graph = graphOf(
    file(
      'shop.graphql',
      `extend schema @link(${URL}, import: ["@connect", "@source", "JSONSelection"])
         @source(name: "shop", http: { baseURL: "https://shop.example" })
       directive @link(url: String!, import: [link__Import]) repeatable on SCHEMA
       directive @connect(source: String, http: ConnectHTTP, selection: JSONSelection!) on FIELD_DEFINITION
       directive @source(name: String!, http: SourceHTTP) on SCHEMA
       scalar JSONSelection
       scalar link__Import
       input ConnectHTTP { GET: String }
       input SourceHTTP { baseURL: String! }
       type Query {
         name: String
           @connect(source: "shop", http: { GET: "/a" }, selection: "$.a")
           @connect(source: "shop", http: { GET: "/b" }, selection: "$.b")
       }`,
    ),
  );
  expect(Object.keys(graph.apiSchema.getTypeMap())).not.toContain('JSONSelection');
  expect(graph.apiSchema.getDirectives().map(({ name }) => name)).not.toContain('connect');
});
