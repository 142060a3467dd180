import { describe, expect, test } from 'vitest';
import { found, meters, service } from './found.ts';

const OK = 'selection: "id label"';

describe('the examples of the connect specification are counted exactly', () => {
  test.each([
    [
      `source: "pulze", http: { GET: "/m/{$args.nope}", body: "" }, selection: ""`,
      ['INVALID_SELECTION', 'SOURCE_NAME_MISMATCH'],
    ],
    [
      `source: "pulse", http: { GET: "/{$args.x}/{$args.y}?k={$args.x}" }, ${OK}`,
      ['INVALID_URL', 'INVALID_URL', 'INVALID_URL'],
    ],
    [`source: "pulse", http: { POST: "/m", body: "a: $args.x b: $args.y" }, ${OK}`, ['INVALID_BODY']],
    [
      `source: "pulse", http: { POST: "/m", body: " ", headers: [{name: "TE", value: "x"}, {name: "x-a"}] }, ${OK}`,
      ['INVALID_BODY', 'INVALID_HEADER', 'INVALID_HEADER'],
    ],
    [`source: "pulse", http: { GET: "/m", PUT: "/m", path: "." }, ${OK}`, ['MULTIPLE_HTTP_METHODS']],
  ])('%s', (connect, codes) => {
    const lines = found(meters(connect)).map((line) => line.split(' '));
    expect(lines.map(([code]) => code).sort()).toEqual(codes.sort());
    expect(new Set(lines.map(([, line]) => line))).toEqual(new Set(['6']));
  });
});

describe('selection', () => {
  test.each([
    ['source: "pulse", http: { GET: "/m" }', [expect.stringMatching(/^GRAPH_QL_ERROR 6 "@connect/)]],
    ['source: "pulse", http: { GET: "/m" }, selection: 5', ['GRAPH_QL_ERROR 6 "5"']],
    ['source: "pulse", http: { GET: "/m" }, selection: "id }"', ['INVALID_SELECTION 6 "}"']],
    ['source: "pulse", http: { GET: "/m" }, selection: "# todo"', [String.raw`INVALID_SELECTION 6 "\"# todo\""`]],
    ['source: "pulse", http: { GET: "/m" }, selection: "id label {"', [String.raw`INVALID_SELECTION 6 "\""`]],
  ])('%s', (connect, expected) => {
    expect(found(meters(connect))).toEqual(expected);
  });

  test('is pointed into line by line when it is a block string', () => {
    const connect = `source: "pulse", http: { GET: "/m" }, selection: """\n    id\n    label: ]\n  """`;
    expect(found(meters(connect))).toEqual(['INVALID_SELECTION 8 "]"']);
  });
});

describe('source and http', () => {
  test.each([
    [`source: "pulze", http: 5, ${OK}`, [String.raw`SOURCE_NAME_MISMATCH 6 "\"pulze\""`]],
    [`source: 5, http: 5, ${OK}`, ['GRAPH_QL_ERROR 6 "5"']],
    [`source: "pulse", ${OK}`, [expect.stringMatching(/^GRAPH_QL_ERROR 6 "@connect/)]],
    [`source: "pulse", http: 5, ${OK}`, ['GRAPH_QL_ERROR 6 "5"']],
    [
      `source: "pulse", http: { body: "x: $args.a" }, ${OK}`,
      [String.raw`MISSING_HTTP_METHOD 6 "{ body: \"x: $args.a\" }"`],
    ],
    [
      `source: "pulse", http: { GET: "/a", PUT: "/b" }, ${OK}`,
      [String.raw`MULTIPLE_HTTP_METHODS 6 "\"/a\"" + "\"/b\""`],
    ],
    [
      `source: "pulse", http: { GET: 5, path: "]", queryParams: "" }, ${OK}`,
      ['INVALID_URL_PROPERTY 6 "]"', String.raw`INVALID_URL_PROPERTY 6 "\"\""`],
    ],
    [`source: "pulse", http: { GET: 5 }, ${OK}`, ['GRAPH_QL_ERROR 6 "5"']],
    [`source: "pulse", http: { GET: "/m/{$args.a" }, ${OK}`, [`INVALID_URL 6 "{$args.a"`]],
    [`source: "pulse", http: { GET: "/m/{$args.}?x" }, ${OK}`, [expect.stringMatching(/^INVALID_URL 6/)]],
    [
      `source: "pulse", http: { GET: "https://h.example/m" }, ${OK}`,
      [String.raw`ABSOLUTE_CONNECT_URL_WITH_SOURCE 6 "\"https://h.example/m\""`],
    ],
    [`source: "pulse", http: { GET: "m?next=http://x" }, ${OK}`, []],
    [`http: { GET: "/m" }, ${OK}`, [String.raw`RELATIVE_CONNECT_URL_WITHOUT_SOURCE 6 "\"/m\""`]],
    [`http: { GET: "{$args.a}" }, ${OK}`, [String.raw`RELATIVE_CONNECT_URL_WITHOUT_SOURCE 6 "\"{$args.a}\""`]],
    [`http: { GET: "https://{$args.a}.example/{$args.b}" }, ${OK}`, [`INVALID_URL 6 "$args.a"`]],
    [`http: { GET: "https://h{$args.a}?x" }, ${OK}`, [`INVALID_URL 6 "$args.a"`]],
    [`http: { GET: "https:///m" }, ${OK}`, [String.raw`INVALID_URL 6 "\"https:///m\""`]],
    [`http: { GET: "ftp://h.example/{$args.a}" }, ${OK}`, [`INVALID_URL_SCHEME 6 "ftp"`]],
    [`http: { GET: "https://h.example/{$args.a}?b={$args.b}" }, ${OK}`, []],
    [
      `http: { GET: "/m", body: "]", headers: 5 }, errors: { message: "]", extensions: 5 }, isSuccess: "", selection: "]"`,
      [
        'INVALID_SELECTION 6 "]"',
        'INVALID_BODY 6 "]"',
        'INVALID_HEADER 6 "5"',
        String.raw`RELATIVE_CONNECT_URL_WITHOUT_SOURCE 6 "\"/m\""`,
        'INVALID_ERRORS_MESSAGE 6 "]"',
        'GRAPH_QL_ERROR 6 "5"',
        String.raw`INVALID_IS_SUCCESS 6 "\"\""`,
      ],
    ],
    [
      `source: "pulse", http: { GET: "/m", headers: [{ name: "a", value: "1" }, { name: "A", value: "1" }] }, ${OK}`,
      [String.raw`HTTP_HEADER_NAME_COLLISION 6 "\"A\"" + "\"a\""`],
    ],
  ])('%s', (connect, expected) => {
    expect(found(meters(connect))).toEqual(expected);
  });

  test('no source at all is another code than an unknown one', () => {
    expect(
      found(`extend schema @link(url: "https://specs.apollo.dev/connect/v0.2", import: ["@source", "@connect"])
type Query {
  a: String @connect(source: "a", http: { GET: "/" }, selection: "$.a")
  b: String @connect(source: "b", http: { GET: "/" }, selection: "$.b")
}`),
    ).toEqual([String.raw`NO_SOURCES_DEFINED 3 "\"a\""`, String.raw`NO_SOURCES_DEFINED 4 "\"b\""`]);
  });

  test('http may be missing from v0.4 on', () => {
    const types = 'type Query {\n  a: String @connect(selection: "$(1)")\n}';
    expect(found(service(types, { version: '0.4' }))).toEqual([]);
    expect(found(service(types, { version: '0.3' }))).toEqual([expect.stringMatching(/^GRAPH_QL_ERROR 6 "@connect/)]);
  });
});

describe('where a connector sits', () => {
  test('is no root type, and then nothing else is said about it', () => {
    expect(
      found(
        service(
          'type Query @connect(source: "x") {\n  a: String @connect(source: "pulse", http: { GET: "/" }, selection: "$.a")\n}',
        ),
      ),
    ).toEqual([String.raw`CONNECT_ON_ROOT 5 "@connect(source: \"x\")"`]);
  });

  test('decides its coordinate, counted per element over definition and extensions', async () => {
    const { readGraph } = await import('../../src/connectors/read-graph.ts');
    const connect = (selection: string) =>
      `@connect(source: "pulse", http: { GET: "/{$this.id}" }, selection: "${selection}")`;
    const text = service(`
      type Query { meter(id: ID!): Meter @connect(source: "pulse", http: { GET: "/{$args.id}" }, selection: "id", entity: true) }
      type Meter ${connect('id label')} { id: ID! label: String unit: String limit: Int ${connect('$.limit')} }
      extend type Meter ${connect('id unit')}`);
    const { graph } = readGraph([{ service: 'shop', source: { name: 'shop.graphql', text } }]);
    expect(graph?.connectors.map(({ coordinate }) => coordinate)).toEqual([
      'shop:Query.meter[0]',
      'shop:Meter[0]',
      'shop:Meter[1]',
      'shop:Meter.limit[0]',
    ]);
  });
});

test('members of http that nothing reads are advised against, with the place where they belong', () => {
  expect(found(meters(`source: "pulse", http: { GET: "/m", errors: { message: "a" }, query: "a" }, ${OK}`))).toEqual([
    'UNKNOWN_HTTP_MEMBER 6 "errors"',
    'UNKNOWN_HTTP_MEMBER 6 "query"',
  ]);
});
