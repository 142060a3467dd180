import { describe, expect, test } from 'vitest';
import { findingsOf } from '../../conformance/findings-of.ts';
import { preludeOf } from '../../conformance/validation-page.ts';

/** The texts that the only finding of a schema points at, the first range first. */
function pointsAt(version: string, text: string): readonly string[] {
  const findings = findingsOf([{ name: 'service', text: text + preludeOf(version, true) }]);
  expect(findings.map(({ code }) => code)).toHaveLength(1);
  return findings.flatMap(({ places }) => places.map(({ source, span }) => source.text.slice(span.start, span.end)));
}

/** A schema with one connector on `Query.a` and arguments of several kinds. */
function onQuery(connectArguments: string): string {
  return `type Query {
    a(tags: [String], name: String, n: Int!): Meter @connect(source: "pulse", ${connectArguments})
  }
  type Meter { id: ID }`;
}

describe('an expression points at', () => {
  test.each([
    ['a variable that is not allowed, with all its steps', 'GET: "/{$status.x->first.y}"', '$status.x->first.y'],
    ['a name that is no variable', 'GET: "/x/{$nope.id}"', '$nope'],
    ['a method that does not exist, without arrow and arguments', 'GET: "/{$args.n->frob(1)}"', 'frob'],
    ['a member that does not exist', 'GET: "/{$args.nope.id}"', 'nope'],
    ['a quoted member with its quotes', `GET: "/{$args.'no pe'}"`, "'no pe'"],
    ['a result of the wrong kind', 'GET: "/x?t={$args.tags}"', '$args.tags'],
    ['the arm that has the wrong kind', `GET: "/{$args.n->match([1, 'one'], [2, []])}"`, '[]'],
    ['the element that has the wrong kind', `GET: "/", path: "$(['x', $args.name])"`, '$args.name'],
    ['the value of the wrong kind', 'GET: "/", queryParams: "$(1)"', '1'],
    ['a bare key of a request', 'POST: "/", body: "a: $args.n b: id"', 'id'],
    ['the dollar of a request', 'POST: "/", body: "x: $.id"', '$'],
    ['what ->as should bind', `GET: "/{$args.tags->as('t')}"`, "'t'"],
  ])('%s', (_title, http, expected) => {
    expect(pointsAt('v0.3', onQuery(`http: { ${http} }, selection: "id"`))).toEqual([expected]);
  });

  test('its place in the file, past escapes and dropped indentation', () => {
    const block = `http: { POST: "/", body: """
      a: $args.n   # fine
      b: {
        c: $args.nope
      }
    """ }, selection: "id"`;
    expect(pointsAt('v0.3', onQuery(block))).toEqual(['nope']);
    expect(pointsAt('v0.3', onQuery('http: { GET: "/\\t\\u0041{$args.\\u006eope}" }, selection: "id"'))).toEqual([
      '\\u006eope',
    ]);
  });
});

describe('a selection points at', () => {
  test.each([
    ['a variable, its name alone', 'selection: "id: $nope.x.y"', ['$nope']],
    ['an argument that does not exist', 'selection: "id: $args.nope.x"', ['nope']],
    ['an unknown output name: its item', 'selection: "id nope: $.x.y->first"', ['nope: $.x.y->first']],
    ['a group that does not belong: the item and the field', 'selection: "id { x }"', ['id { x }', 'id: ID']],
  ])('%s', (_title, selection, expected) => {
    expect(pointsAt('v0.3', onQuery(`http: { GET: "/" }, ${selection}`))).toEqual(expected);
  });

  test('a missing group: the item and the field', () => {
    const schema = `type Query { a: A @connect(source: "pulse", http: { GET: "/" }, selection: "b") }
      type A { "What it is" b: B @tag(name: "x") } type B { id: ID }`;
    expect(pointsAt('v0.2', schema)).toEqual(['b', 'b: B @tag(name: "x")']);
  });

  test('a field with arguments: the item and the field', () => {
    const schema = `type Query { a: A @connect(source: "pulse", http: { GET: "/" }, selection: "b") }
      type A { b(x: Int): Int }`;
    expect(pointsAt('v0.2', schema)).toEqual(['b', 'b(x: Int): Int']);
  });

  test("a circle: the item, the ancestor's field when there is one, and the field", () => {
    const schema = (selection: string) => `type Query {
        a: A @connect(source: "pulse", http: { GET: "/" }, selection: "${selection}")
      }
      type A { id: ID b: B } type B { a: A c: C } type C { a: A }`;
    expect(pointsAt('v0.2', schema('b { a { id } }'))).toEqual(['a { id }', 'b: B', 'a: A']);
    expect(pointsAt('v0.2', schema('b { c { a { id } } }'))).toEqual(['a { id }', 'c: C', 'a: A']);
  });

  test('a direct circle: the field definition', () => {
    const field = 'up: A @connect(source: "pulse", http: { GET: "/" }, selection: "id")';
    expect(pointsAt('v0.2', `type A { id: ID @external ${field} }`)).toEqual([field]);
  });

  test('a path through a union: the field of the connector', () => {
    const field = 'x: X @connect(source: "pulse", http: { GET: "/" }, selection: "t: $this.u.t")';
    expect(pointsAt('v0.4', `type A { u: U @external ${field} } union U = X type X { t: Int }`)).toEqual([field]);
  });

  test('what only a response has: the item', () => {
    const schema =
      'type Query { a: A @connect(selection: "x: 1 y: { z: $.z }") } type A { x: Int y: B } type B { z: Int }';
    expect(pointsAt('v0.4', schema)).toEqual(['z: $.z']);
  });
});

describe('a rule about a connector points at', () => {
  const meter = 'type Meter { id: ID @external sku: ID @external }';

  test.each([
    [
      'the value of a bad id',
      'a: Int @connect(id: "2", source: "pulse", http: { GET: "/" }, selection: "$.a")',
      ['"2"'],
    ],
    [
      'all values of a repeated id',
      `a: Int @connect(id: "x", source: "pulse", http: { GET: "/" }, selection: "$.a")
       b: Int @connect(source: "pulse", http: { GET: "/" }, selection: "$.a", id: "x")`,
      ['"x"', '"x"'],
    ],
    [
      'the entity argument, where the type is wrong',
      'a(id: ID): [Meter] @connect(source: "pulse", http: { GET: "/" }, selection: "id", entity: true)',
      ['true'],
    ],
    [
      'the argument and the entity argument, where they do not match',
      'a("The key" key: ID = 1): Meter @connect(source: "pulse", http: { GET: "/" }, selection: "id", entity: true)',
      ['key: ID = 1', 'true'],
    ],
    [
      'the entity argument, where there are no arguments',
      'a: Meter @connect(source: "pulse", http: { GET: "/" }, selection: "id", entity: true)',
      ['true'],
    ],
  ])('%s', (_title, fields, expected) => {
    expect(pointsAt('v0.2', `type Query { ${fields} } ${meter}`)).toEqual(expected);
  });

  test('the directive, where it uses both $batch and $this', () => {
    const directive = '@connect(source: "pulse", http: { POST: "/{$this.id}", body: "$batch.id" }, selection: "id")';
    expect(pointsAt('v0.2', `type A ${directive} { id: ID }`)).toEqual([directive]);
  });

  test('the word connect, where a key or batch key cannot be', () => {
    const type = (body: string, selection: string) =>
      `type A @connect(source: "pulse", http: { POST: "/", body: "${body}" }, selection: "${selection}") { id: ID @external }`;
    expect(pointsAt('v0.2', type('$this', 'id'))).toEqual(['connect']);
    expect(pointsAt('v0.2', type('ids: $batch.id', '$.x { __typename }'))).toEqual(['connect']);
    expect(pointsAt('v0.2', type('ids: $batch.id', 'id: $config.id'))).toEqual(['connect']);
    expect(pointsAt('v0.2', type('ids: $batch.id', '$.rows'))).toEqual(['connect']);
  });
});

describe('a rule about the schema points at', () => {
  test.each([
    [
      'v0.2',
      'the field that nothing provides',
      'type A { "Nothing" x(y: Int): Int @deprecated }',
      ['x(y: Int): Int @deprecated'],
    ],
    ['v0.2', 'the key that nothing covers', 'type A @key(fields: "id") { id: ID }', ['@key(fields: "id")']],
    ['v0.2', 'an interface, from its keyword to its name', '"Any" interface A { id: ID }', ['interface A']],
    ['v0.2', 'a union, from its keyword to its name', 'union U = A type A { id: ID @external }', ['union U']],
    ['v0.2', "the subscription type's name", 'type Subscription { id: ID }', ['Subscription']],
    [
      'v0.2',
      'the item of an import list',
      'extend schema @link(url: "https://specs.apollo.dev/federation/v2.8", import: ["@key", {name: "@context", as: "@c"}])',
      ['{name: "@context", as: "@c"}'],
    ],
  ])('%s: %s', (version, _title, schema, expected) => {
    expect(pointsAt(version, schema)).toEqual(expected);
  });

  test('the link, where the source directive is not imported', () => {
    const link = '@link(url: "https://specs.apollo.dev/connect/v0.2", import: ["@connect"])';
    const text = `extend schema ${link} type Query { a: Int @connect(source: "x", http: { GET: "/" }, selection: "$.a") }`;
    const warning = findingsOf([{ name: 'service', text }]).find(({ severity }) => severity === 'warning');
    expect(warning?.code).toBe('NO_SOURCE_IMPORT');
    expect(warning?.places.map(({ span }) => text.slice(span.start, span.end))).toEqual([link]);
  });
});
