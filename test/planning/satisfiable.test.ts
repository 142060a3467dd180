import { describe, expect, test } from 'vitest';
import { findUnsatisfiable } from '../../src/planning/satisfiable.ts';
import { modelOf } from './graph.ts';

function unsatisfiable(types: string, options: Parameters<typeof modelOf>[1] = {}): readonly string[] {
  return findUnsatisfiable(modelOf(types, options)).map(({ object, field, from }) =>
    [...from, `${object.name}.${field.name}`].join(' → '),
  );
}

describe('findUnsatisfiable', () => {
  test('two roots with different field sets and no way between them are found', () => {
    expect(
      unsatisfiable(`type Query {
          list: [T] @connect(source: "s", http: { GET: "/list" }, selection: "id")
          one(id: ID): T @connect(source: "s", http: { GET: "/one/{$args.id}" }, selection: "id name") }
        type T { id: ID name: String }`),
    ).toEqual(['Query.list → T.name']);
  });

  test('an entity field, a type connector, or a connector of the field mends it', () => {
    const list = 'list: [T] @connect(source: "s", http: { GET: "/list" }, selection: "id")';
    expect(
      unsatisfiable(`type Query { ${list}
          one(id: ID): T @connect(source: "s", http: { GET: "/one/{$args.id}" }, entity: true, selection: "id name") }
        type T { id: ID name: String }`),
    ).toEqual([]);
    expect(
      unsatisfiable(`type Query { ${list} }
        type T @connect(source: "s", http: { GET: "/t/{$this.id}" }, selection: "id name") { id: ID name: String }`),
    ).toEqual([]);
    expect(
      unsatisfiable(`type Query { ${list} }
        type T { id: ID name: String @connect(source: "s", http: { GET: "/t/{$this.id}" }, selection: "$.name") }`),
    ).toEqual([]);
  });

  test('external fields and what needs them belong to a service that is not here', () => {
    expect(
      unsatisfiable(`type Query { list: [T] @connect(source: "s", http: { GET: "/list" }, selection: "id") }
        type T @key(fields: "id") { id: ID weight: Int @external
          cost: Int @requires(fields: "weight") @connect(source: "s", http: { GET: "/cost?w={$this.weight}" }, selection: "$.cost") }`),
    ).toEqual([]);
  });

  test('types that contain each other end the walk', () => {
    expect(
      unsatisfiable(`type Query { a: A @connect(source: "s", http: { GET: "/a" }, selection: "id") }
        type A { id: ID b: B @connect(source: "s", http: { GET: "/b/{$this.id}" }, selection: "id") }
        type B { id: ID a: A @connect(source: "s", http: { GET: "/a/{$this.id}" }, selection: "id") }`),
    ).toEqual([]);
  });

  test('an answer that contains its own type ends somewhere, which is no fault', () => {
    const tree = 'type Node { id: ID children: [Node] }';
    const selection = 'id children { id children { id } }';
    expect(
      unsatisfiable(
        `type Query { tree: Node @connect(source: "s", http: { GET: "/tree" }, selection: "${selection}") } ${tree}`,
      ),
    ).toEqual([]);
  });

  test('what one answer selects of a type anywhere is promised wherever it carries the type', () => {
    const types = `type Balance { free: [Money] held: [Money] } type Money { amount: Int source: Source }
      type Source { card: Int }`;
    const free = 'free { amount source { card } }';
    expect(
      unsatisfiable(
        `type Query { balance: Balance @connect(source: "s", http: { GET: "/b" }, selection: "${free} held { amount }") } ${types}`,
      ),
    ).toEqual([]);
    expect(
      unsatisfiable(
        `type Query { balance: Balance @connect(source: "s", http: { GET: "/b" }, selection: "${free}")
          other: Balance @connect(source: "s", http: { GET: "/o" }, selection: "free { amount } held { amount }") } ${types}`,
      ),
    ).toEqual(['Query.balance → Balance.held', 'Query.other → Balance.free → Money.source']);
  });

  test('objects of an abstract type have the fields that one answer selects of them', () => {
    expect(
      unsatisfiable(
        `type Query { a: Any @connect(source: "s", http: { GET: "/" }, selection: "${"... k->match(['c', { __typename: 'Cat', id, twin: t { id paws } }], ['d', { __typename: 'Dog', id }])"}") }
        union Any = Cat | Dog type Cat { id: ID paws: Int twin: Cat } type Dog { id: ID }`,
        { version: '0.4' },
      ),
    ).toEqual([]);
  });

  test('types that refer to each other in circles, within a mapping and by calls, are walked to an end', () => {
    expect(
      unsatisfiable(`type Query {
          tree: Node @connect(source: "s", http: { GET: "/tree" }, selection: "id name children { id name children { id } }") }
        type Node @connect(source: "s", http: { GET: "/nodes/{$this.id}" }, selection: "id name children { id } parent { id }") {
          id: ID! name: String children: [Node] parent: Node }`),
    ).toEqual([]);
  });

  test('forty types that all refer to each other are walked at once', () => {
    const names = Array.from({ length: 40 }, (_, index) => `T${index}`);
    const types = names.map((name) => {
      const fields = names.map((other) => `to${other}: ${other}`).join(' ');
      const stubs = names.map((other) => `to${other}: r${other} { id }`).join(' ');
      return `type ${name} @connect(source: "s", http: { GET: "/${name}/{$this.id}" }, selection: "id name ${stubs}") { id: ID! name: String ${fields} }`;
    });
    const roots = names.map(
      (name) => `all${name}: [${name}] @connect(source: "s", http: { GET: "/${name}" }, selection: "id")`,
    );
    expect(unsatisfiable(`type Query { ${roots.join(' ')} } ${types.join(' ')}`)).toEqual([]);
  });
});
