import { readFileSync } from 'node:fs';
import { print } from 'graphql';
import { describe, expect, test } from 'vitest';
import { readGraph } from '../../src/connectors/read-graph.ts';
import { printPathTree } from '../../src/mapping/path-tree.ts';
import { file, foundIn, graphOf, service } from './found.ts';

const FOLDER = new URL('../fixtures/graphs/two-services/', import.meta.url);
const twoServices = ['shop', 'suppliers', 'shared'].map((name) =>
  file(`${name}.graphql`, readFileSync(new URL(`${name}.graphql`, FOLDER), 'utf8')),
);
const options = { resolved: (typeName: string, fieldName: string) => `${typeName}.${fieldName}` === 'Product.label' };

describe('several files are one graph', () => {
  const { graph, diagnostics } = readGraph(twoServices, options);

  test('without a finding', () => {
    expect(diagnostics).toEqual([]);
  });

  test('in which every service has its own version, names and sources', () => {
    expect(graph?.services.map(({ name, version }) => [name, version])).toEqual([
      ['shop', '0.3'],
      ['suppliers', '0.2'],
    ]);
    expect(graph?.sources.map((source) => `${source.service}.${source.name} ${source.baseURL.text}`)).toEqual([
      'shop.api https://shop.example/v1',
      'suppliers.api https://suppliers.example',
    ]);
    expect(
      graph?.connectors.map(({ coordinate, source }) => `${coordinate} ${source?.service}.${source?.name}`),
    ).toEqual([
      'shop:Query.product[0] shop.api',
      'suppliers:Supplier[0] suppliers.api',
      'suppliers:Product.offers[0] suppliers.api',
    ]);
  });

  test('in which types of one name are merged field by field', () => {
    expect([...(graph?.objects.get('Product')?.fields.keys() ?? [])]).toEqual([
      'id',
      'name',
      'supplier',
      'offers',
      'label',
    ]);
    expect([...(graph?.objects.get('Supplier')?.fields.keys() ?? [])]).toEqual(['id', 'name', 'rating']);
  });

  test('with an index of keys, connectors, and what fields need', () => {
    const product = graph?.objects.get('Product');
    const supplier = graph?.objects.get('Supplier');
    expect(product?.entityConnectors.map(({ coordinate }) => coordinate)).toEqual(['shop:Query.product[0]']);
    expect(supplier?.connectors.map(({ maxBatchSize }) => maxBatchSize)).toEqual([20]);
    expect(supplier?.keys.map(({ fields, resolvable }) => [printPathTree(fields), resolvable])).toEqual([
      ['id', false],
    ]);
    const { requires } = product?.fields.get('label') ?? {};
    expect(requires && printPathTree(requires)).toBe('name supplier { name }');
    const offers = product?.fields.get('offers');
    expect(offers).toMatchObject({ typeName: 'Offer', isList: true, external: false, inaccessible: false });
    expect(offers?.connectors.map(({ coordinate }) => coordinate)).toEqual(['suppliers:Product.offers[0]']);
    expect(offers?.definition.loc?.source.name).toBe('suppliers.graphql');
  });

  test('whose document and API have no directive of connectors or federation', () => {
    expect(graph && print(graph.document)).not.toContain('@');
    expect(graph?.apiSchema.getType('Rating')?.description).toBe('From 0 to 5.');
  });
});

describe('the same field written twice', () => {
  const shop = file(
    'shop.graphql',
    service(
      'type Query {\n  a(x: Int = 1, y: ID): String @connect(source: "pulse", http: { GET: "/a" }, selection: "$.a")\n}',
    ),
  );

  test.each([
    ['type Query { a(x: Int = 1, y: ID): String }', []],
    ['type Query {\n  "Said twice."\n  a(y: ID, x: Int = 1): String @deprecated }', []],
    ['type Query { a(x: Int = 1, y: ID): String! }', ['GRAPH_QL_ERROR 1 "a" + "a"']],
    ['type Query {\n a(x: Int, y: ID): String }', ['GRAPH_QL_ERROR 2 "a" + "a"']],
    ['type Query { a(x: Int = 1): String }', ['GRAPH_QL_ERROR 1 "a" + "a"']],
    ['extend type Query { a: String }', ['GRAPH_QL_ERROR 1 "a" + "a"']],
    ['input Query { a: String }', ['GRAPH_QL_ERROR 1 "Query" + "Query"']],
  ])('%s', (other, expected) => {
    expect(foundIn([shop, file('other.graphql', other)])).toEqual(expected);
  });

  test('shows both files, and both definitions in its sentence', () => {
    const { diagnostics } = readGraph([shop, file('other.graphql', 'type Query { a: Int }')]);
    expect(diagnostics[0]?.places.map(({ source }) => source.name)).toEqual(['other.graphql', 'shop.graphql']);
    expect(diagnostics[0]?.message).toBe(
      '`Query.a` is defined differently in two files: `a: Int` and `a(x: Int = 1, y: ID): String`.',
    );
  });
});

test('enums, unions and inputs of one name are united', () => {
  const graph = graphOf(
    file('a.graphql', 'type Query { a(in: In): U } enum E { A } union U = X type X { e: E } input In { a: Int }'),
    file('b.graphql', 'extend enum E { A B } extend union U = Y type Y { y: Int } input In { a: Int b: Int }'),
  );
  expect(print(graph.document)).toMatch(/enum E {\s+A\s+B\s+}/);
  expect(graph.possibleTypes.get('U')).toEqual(['X', 'Y']);
  expect(print(graph.document)).toMatch(/input In {\s+a: Int\s+b: Int\s+}/);
});

test('a field is external only if no file provides it', () => {
  const graph = graphOf(
    file('a.graphql', 'type Query { t: T } type T { a: Int @external b: Int @external } type U @external { c: Int }'),
    file('b.graphql', 'type T { b: Int }'),
  );
  expect([...(graph.objects.get('T')?.fields.values() ?? [])].map(({ name, external }) => [name, external])).toEqual([
    ['a', true],
    ['b', false],
  ]);
  expect(graph.objects.get('U')).toMatchObject({ external: true });
  expect(graph.objects.get('U')?.fields.get('c')?.external).toBe(true);
});

test('two services of one name are refused', () => {
  const text = service('type Query {\n  a: String @connect(source: "pulse", http: { GET: "/a" }, selection: "$.a")\n}');
  const again = { service: 'shop', source: { name: 'other/shop.graphql', text: text.replaceAll('a:', 'b:') } };
  expect(readGraph([file('shop.graphql', text), again]).diagnostics.map(({ message }) => message)).toEqual([
    '2 files make a service named `shop`.',
  ]);
});

test('entity connectors of an abstract type complete each of its members', () => {
  const graph = graphOf(
    file(
      'shop.graphql',
      service(
        `interface Node { id: ID! }
         type A implements Node { id: ID! a: Int }
         type B implements Node { id: ID! b: Int }
         type Query {
           node(id: ID!): Node @connect(
             source: "pulse", http: { GET: "/{$args.id}" }, entity: true
             selection: "id ... kind->match(['a', { __typename: 'A', a }], ['b', { __typename: 'B', b }])"
           )
         }`,
        { version: '0.4' },
      ),
    ),
  );
  expect(graph.possibleTypes.get('Node')).toEqual(['A', 'B']);
  expect(graph.objects.get('A')?.entityConnectors).toEqual(graph.connectors);
  expect(graph.objects.get('B')?.entityConnectors).toEqual(graph.connectors);
});

describe('the root types', () => {
  test('may have other names', () => {
    const graph = graphOf(
      file('a.graphql', 'schema { query: Reads mutation: Writes } type Reads { a: Int } type Writes { b: Int }'),
    );
    expect(graph.roots).toMatchObject({ query: 'Reads', mutation: 'Writes' });
    expect(graph.apiSchema.getQueryType()?.name).toBe('Reads');
    expect(graph.apiSchema.getMutationType()?.name).toBe('Writes');
  });

  test('that two files name differently are a conflict', () => {
    expect(
      foundIn([
        file('a.graphql', 'schema { query: A } type A { a: Int }'),
        file('b.graphql', 'schema { query: B } type B { a: Int }'),
      ]),
    ).toEqual(['GRAPH_QL_ERROR 1 "query: B" + "query: A"']);
  });
});
