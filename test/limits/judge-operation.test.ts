import { parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import { createJudge, type Limits } from '../../src/limits/judge-operation.ts';
import { requireGraph } from '../../src/load-graph.ts';

const SDL = `extend schema @link(url: "https://specs.apollo.dev/connect/v0.4", import: ["@connect", "@source"])
@source(name: "api", http: { baseURL: "http://127.0.0.1:9" })
type Query {
  orders(first: Int, limit: Int): [Order] @connect(source: "api", http: { GET: "/orders" }, selection: "id")
  page(first: Int): Page @connect(source: "api", http: { GET: "/page" }, selection: "total edges { node { id } }")
  node: Node @connect(source: "api", http: { GET: "/node" }, selection: "__typename: $('Order') id")
  plain: Int @connect(source: "api", http: { GET: "/plain" }, selection: "$")
}
interface Node { id: ID price: Int }
type Order implements Node {
  id: ID
  price: Int @connect(source: "api", http: { GET: "/prices/{$this.id}" }, selection: "$")
  lines(size: Int): [Line] @connect(source: "api", http: { GET: "/lines/{$this.id}" }, selection: "id")
}
type Line { id: ID stock: Int @connect(source: "api", http: { GET: "/stock/{$this.id}" }, selection: "$") }
type Page { total: Int edges: [Edge] }
type Edge { node: Order }
`;

const NO_LIMITS: Limits = { maxTokens: 10_000, maxDepth: 1e9, maxAliases: 1e9, maxRootFields: 1e9, maxCost: 1e9 };
const { model } = requireGraph([{ service: 'shop', source: { name: 'shop.graphql', text: SDL } }], {});

function judge(text: string, limits: Partial<Limits>, variables: Readonly<Record<string, unknown>> = {}) {
  const refusal = createJudge(model, model.graph.apiSchema, { ...NO_LIMITS, ...limits })({
    document: parse(text),
    variables,
  });
  return refusal && [refusal.extensions.code, refusal.message];
}

/** The estimate, as a refusal tells it. */
function callsOf(text: string, variables: Readonly<Record<string, unknown>> = {}): number {
  const refusal = judge(text, { maxCost: 0 }, variables);
  return Number(/call upstreams (\d+) times/.exec(refusal?.[1] as string)?.[1] ?? 0);
}

describe('an operation is refused', () => {
  test('when it is too deep', () => {
    expect(judge('{ orders { lines { id } } }', { maxDepth: 2 })).toEqual([
      'OPERATION_TOO_DEEP',
      'The operation is 3 fields deep; 2 are allowed.',
    ]);
    expect(judge('{ orders { id } }', { maxDepth: 2 })).toBeUndefined();
  });

  test('when a value in it, or its variables, are nested deeper than any body may be', () => {
    const literal = (depth: number) => `{ orders(first: ${'['.repeat(depth)}${']'.repeat(depth)}) { id } }`;
    expect(judge(literal(512), {})).toBeUndefined();
    expect(judge(literal(513), {})).toEqual(['OPERATION_TOO_DEEP', 'A value is nested more than 512 levels deep.']);
    let value: unknown = 1;
    for (let depth = 0; depth < 20_000; depth += 1) value = [value];
    expect(judge('query ($v: Int) { orders(first: $v) { id } }', {}, { v: value })).toEqual([
      'BAD_USER_INPUT',
      'The variables are nested more than 512 levels deep.',
    ]);
  });

  test('when it has too many root fields', () => {
    expect(judge('{ plain ...F } fragment F on Query { a: plain b: plain }', { maxRootFields: 2 })).toEqual([
      'TOO_MANY_ROOT_FIELDS',
      'The operation has 3 root fields; 2 are allowed.',
    ]);
  });

  test('when it has too many aliases', () => {
    expect(judge('{ a: plain b: plain c: plain }', { maxAliases: 2 })).toEqual([
      'TOO_MANY_ALIASES',
      'The operation has 3 aliases; 2 are allowed.',
    ]);
  });

  test('when it may make too many calls', () => {
    expect(judge('{ orders(first: 500) { price } }', { maxCost: 500 })).toEqual([
      'OPERATION_TOO_COSTLY',
      'The operation may call upstreams 501 times; 500 are allowed.',
    ]);
  });

  test('when its fragments multiply', () => {
    const doubling = Array.from(
      { length: 18 },
      (_, at) =>
        `fragment F${at} on Query { x: plain ...G${at} } fragment G${at} on Query { ... { ...F${at + 1} } ... { ...F${at + 1} } }`,
    );
    expect(judge(`{ ...F0 } ${doubling.join(' ')} fragment F18 on Query { plain }`, {})).toEqual([
      'OPERATION_TOO_COSTLY',
      'The operation has 524287 fields when its fragments are written out; 100000 are allowed.',
    ]);
  });
});

describe('the estimate of calls', () => {
  test.each([
    ['a field with a connector is one', '{ plain }', 1],
    ['a list without a size has one row', '{ orders { price } }', 2],
    ['a list has as many rows as its argument says', '{ orders(first: 50) { id price lines { stock } } }', 151],
    ['sizes multiply', '{ orders(limit: 10) { lines(size: 5) { stock } } }', 61],
    ['a size belongs to the next list below it', '{ page(first: 20) { total edges { node { price } } } }', 21],
    [
      'a fragment counts wherever it is spread',
      '{ a: orders(first: 3) { ...P } b: orders { ...P } } fragment P on Order { price }',
      6,
    ],
    [
      'a size reaches a list within a fragment',
      '{ page(first: 7) { ...E } } fragment E on Page { edges { node { price } } }',
      8,
    ],
    ['an interface counts what its objects may take', '{ node { price } }', 2],
    ['a negative size is one row', '{ orders(first: -5) { price } }', 2],
    ['introspection costs nothing', '{ __schema { types { name } } }', 0],
  ])('%s', (_law, text, calls) => {
    expect(callsOf(text)).toBe(calls);
  });

  test('reads variables and their defaults, anew for each operation', () => {
    const text = 'query($n: Int = 4) { orders(first: $n) { price } }';
    expect(callsOf(text, { n: 30 })).toBe(31);
    expect(callsOf(text)).toBe(5);
    const check = createJudge(model, model.graph.apiSchema, { ...NO_LIMITS, maxCost: 10 });
    const document = parse(text);
    const codes = [30, 2, 30].map((n) => check({ document, variables: { n } })?.extensions.code);
    expect(codes).toEqual(['OPERATION_TOO_COSTLY', undefined, 'OPERATION_TOO_COSTLY']);
  });
});
