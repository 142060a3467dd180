import { describe, expect, test } from 'vitest';
import { readGraph } from '../../src/connectors/read-graph.ts';
import { file, found, meters, service } from './found.ts';

const FIRST = 'type Query { a: Int }';

describe('GraphQL objects to', () => {
  test.each([
    ['a text that does not parse', 'type Query {\n  a: Int', ['GRAPH_QL_ERROR 2 ""']],
    ['a text that defines nothing', '# later\n', ['GRAPH_QL_ERROR 2 ""']],
    ['an unknown type', `${FIRST}\ntype A { b: Querry }`, ['GRAPH_QL_ERROR 2 "Querry"']],
    ['an unknown argument type', `${FIRST}\ntype A { b(c: C): Int }`, ['GRAPH_QL_ERROR 2 "C"']],
    ['an unknown directive', `${FIRST}\ntype A { b: Int @depricated }`, ['GRAPH_QL_ERROR 2 "@depricated"']],
    ['an unknown argument', `${FIRST}\ntype A { b: Int @deprecated(why: "x") }`, ['GRAPH_QL_ERROR 2 "why: \\"x\\""']],
    ['a field defined twice', `${FIRST}\ntype A { b: Int\nb: Int }`, ['GRAPH_QL_ERROR 2 "b" + "b"']],
    ['a field defined again in an extension', `${FIRST}\nextend type Query { a: Int }`, ['GRAPH_QL_ERROR 1 "a" + "a"']],
    ['a type defined twice', `${FIRST}\ntype A { b: Int } type A { c: Int }`, ['GRAPH_QL_ERROR 2 "A" + "A"']],
    [
      'an interface that is not kept',
      `${FIRST}\ninterface I { x: Int }\ntype A implements I { y: Int }`,
      ['GRAPH_QL_ERROR 2 "x: Int" + "type A implements I { y: Int }"'],
    ],
    [
      'a default that its type does not accept',
      `${FIRST}\ntype A { b(c: Int = "x"): Int }`,
      ['GRAPH_QL_ERROR 2 "\\"x\\""'],
    ],
    ['a default of a type that takes no input', `${FIRST}\ntype A { b(c: A = 5): Int }`, ['GRAPH_QL_ERROR 2 "A"']],
    ['an extension of another kind', `${FIRST}\nextend input Query { b: Int }`, ['GRAPH_QL_ERROR 2 "Query" + "Query"']],
    ['an input type as output', `${FIRST}\ntype A { b: In }\ninput In { c: Int }`, ['GRAPH_QL_ERROR 2 "In"']],
    ['a type without fields', `${FIRST}\ntype A`, ['GRAPH_QL_ERROR 2 "type A"']],
    ['an operation among definitions', `${FIRST}\nquery Q { a }`, ['GRAPH_QL_ERROR 2 "query Q { a }"']],
    ['a field set that says nothing', `${FIRST}\ntype A @key(fields: "{") { b: Int }`, ['GRAPH_QL_ERROR 2 "\\"{\\""']],
    [
      'a connector without the link',
      `${FIRST}\ntype A { b: Int @connect(selection: "$") }`,
      [expect.stringMatching(/^GRAPH_QL_ERROR 2 "@connect/)],
    ],
  ])('%s', (_, text, expected) => {
    expect(found(text)).toEqual(expected);
  });

  const OK = 'source: "pulse", http: { GET: "/m" }, selection: "id label"';

  test.each([
    [`${OK}, sorce: "x"`, ['GRAPH_QL_ERROR 6 "sorce: \\"x\\""']],
    [`${OK}, entity: "yes"`, ['GRAPH_QL_ERROR 6 "\\"yes\\""']],
    [`${OK}, errors: { mesage: "a" }`, ['GRAPH_QL_ERROR 6 "mesage: \\"a\\""']],
    [`${OK}, errors: 5`, ['GRAPH_QL_ERROR 6 "5"']],
    [`${OK}, batch: { maxSize: "x" }`, ['GRAPH_QL_ERROR 6 "\\"x\\""']],
    [`${OK}, batch: { maxSize: 0 }`, ['GRAPH_QL_ERROR 6 "0"']],
    [`${OK}, batch: {}, errors: {}`, []],
    [
      `source: "pulse", http: { GET: "/m", headers: { name: "a", value: "b", form: "c" } }, selection: "id label"`,
      ['GRAPH_QL_ERROR 6 "form: \\"c\\""'],
    ],
  ])('arguments of a connector that are none: %s', (connect, expected) => {
    expect(found(meters(connect))).toEqual(expected);
  });

  test.each([
    ['an interface', 'interface I @connect(selection: "$(1)") { a: Int }\n'],
    ['a field of an interface', 'interface I { a: Int @connect(selection: "$(1)") }\n'],
    ['an enum', 'enum E @connect(selection: "$(1)") { A }\n'],
  ])('a connector on %s', (_, text) => {
    expect(found(service(`${text}type Query { a: Int @connect(selection: "$(1)") }`, { version: '0.4' }))).toEqual([
      'GRAPH_QL_ERROR 5 "@connect(selection: \\"$(1)\\")"',
    ]);
  });
});

describe('GraphQL objects only', () => {
  test('when nothing else was found', () => {
    expect(
      found(
        meters('source: "pulse", http: { GET: "/m" }, selection: "id }", sorce: 1').replace(
          'label: String',
          'label: Nope',
        ),
      ),
    ).toEqual(['INVALID_SELECTION 6 "}"']);
  });

  test('with a suggestion where a name is near', () => {
    const [unknown] = readGraph([file('a.graphql', 'type Query { a: Strin }')]).diagnostics;
    expect(unknown).toMatchObject({
      message: 'Unknown type `Strin`.',
      hint: expect.stringContaining('Did you mean `String`'),
    });
    const [directive] = readGraph([file('a.graphql', 'type Query { a: Int @depricated }')]).diagnostics;
    expect(directive).toMatchObject({
      message: 'Unknown directive `@depricated`.',
      hint: 'Did you mean `@deprecated`?',
    });
    const [connect] = readGraph([file('a.graphql', 'type Query { a: Int @connect(selection: "$") }')]).diagnostics;
    expect(connect?.hint).toContain('@link(url: "https://specs.apollo.dev/connect/');
    const [argument] = readGraph([
      file('a.graphql', meters('source: "pulse", http: { GET: "/m" }, selection: "id label", entitty: true')),
    ]).diagnostics;
    expect(argument?.hint).toBe('Did you mean `entity`?');
  });
});

describe('GraphQL does not object to', () => {
  test.each([
    ['a file without Query', 'type A { a: Int }'],
    ['a file that only extends', 'extend type Query { a: Int }'],
    [
      "federation's directives, linked or not",
      `type Query @shareable { a: A @tag(name: "x") @provides(fields: "b") @authenticated @policy(policies: [["a"]]) @cost(weight: 5) @listSize(assumedSize: 3) }
       type A @key(fields: "b") @interfaceObject { b: Int @override(from: "x", label: "y") @external @cacheTag(format: "z") }`,
    ],
    [
      'whatever another link brings',
      `extend schema
         @link(url: "https://specs.example/audit/v1.0", import: ["@audited", { name: "@kept", as: "@hold" }])
         @link(url: "https://specs.apollo.dev/federation/v2.99", import: ["@brandNew"])
         @composeDirective(name: "@audited")
       type Query { a: Int @audited(by: [1, { x: "y" }]) @hold @audit__level(n: 1) @audit @brandNew }`,
    ],
    [
      'a further argument of an object that has a default',
      'interface I { a: Int } type A implements I { a(x: Int! = 1): Int b(y: Int! = 2 @deprecated): Int }',
    ],
    ['@onFailure', 'type Query { a: Int @onFailure(then: DEFAULT, default: "$(1)") }'],
  ])('%s', (_, text) => {
    expect(found(text)).toEqual([]);
  });

  test('a type that another file defines', () => {
    expect(found('type Query { a: A }', 'type A { a: Int }')).toEqual([]);
  });

  test('operations in a file of their own, which is advised to be no part of the graph', () => {
    expect(found(FIRST, 'query Q { a }')).toEqual(['NO_DEFINITIONS 1 ""']);
  });
});

describe('a graph without Query', () => {
  test('cannot start', () => {
    const { graph, diagnostics } = readGraph([file('a.graphql', 'type A { a: Int }')]);
    expect(graph).toBeUndefined();
    expect(diagnostics).toMatchObject([{ code: 'GRAPH_QL_ERROR', message: 'The graph has no `Query`.' }]);
  });

  test('of no file at all cannot start either', () => {
    expect(readGraph([]).diagnostics).toMatchObject([{ code: 'GRAPH_QL_ERROR', places: [] }]);
  });
});
