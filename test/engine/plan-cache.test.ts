import { getOperationAST, type OperationDefinitionNode, parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import { createPlanCache } from '../../src/engine/plan-cache.ts';
import { requireGraph } from '../../src/load-graph.ts';

const TEXT = `extend schema @link(url: "https://specs.apollo.dev/connect/v0.4", import: ["@connect", "@source"])
  @source(name: "s", http: { baseURL: "http://s.example" })
  type Query { a: Int @connect(source: "s", http: { GET: "/a" }, selection: "$") b: Int @connect(source: "s", http: { GET: "/b" }, selection: "$") }`;
const { model } = requireGraph([{ service: 'graph', source: { name: 'graph', text: TEXT } }], {});
const schema = model.graph.apiSchema;

function operationOf(query: string): OperationDefinitionNode {
  const operation = getOperationAST(parse(query));
  if (!operation) throw new Error('There is no operation.');
  return operation;
}

function planner() {
  const planOf = createPlanCache(model);
  return (operation: OperationDefinitionNode, flags: Readonly<Record<string, unknown>> = {}) =>
    planOf(operation, { schema, fragments: {}, flags });
}

describe('plans that are kept', () => {
  const FLAGGED = 'query ($x: Boolean!, $n: Int) { a @include(if: $x) b @skip(if: $x) }';

  test('are made once for an operation, whatever its other variables', () => {
    const plan = planner();
    const operation = operationOf(FLAGGED);
    expect(plan(operation, { x: true, n: 1 })).toBe(plan(operation, { x: true, n: 2 }));
  });

  test('are made for each value of the flags that shape it', () => {
    const plan = planner();
    const operation = operationOf(FLAGGED);
    expect(Object.keys(plan(operation, { x: true })?.blank ?? {})).toEqual(['a']);
    expect(Object.keys(plan(operation, { x: false })?.blank ?? {})).toEqual(['b']);
  });

  test('belong to their document: an equal text elsewhere has its own', () => {
    const plan = planner();
    expect(plan(operationOf('{ a }'))).not.toBe(plan(operationOf('{ a }')));
  });

  test('are bounded in number, and right beyond it', () => {
    const names = ['p', 'q', 'r', 's', 't', 'u'];
    const aliases = names.map((name) => `${name}: a @include(if: $${name})`).join(' ');
    const operation = operationOf(`query (${names.map((name) => `$${name}: Boolean!`).join(' ')}) { b ${aliases} }`);
    const plan = planner();
    for (let bits = 0; bits < 64; bits += 1) {
      const flags = Object.fromEntries(names.map((name, at) => [name, (bits & (1 << at)) !== 0]));
      const expected = ['b', ...names.filter((name) => flags[name])];
      expect(Object.keys(plan(operation, flags)?.blank ?? {})).toEqual(expected);
    }
  });

  test('are none where a flag is null: that is an error which graphql-js tells', () => {
    expect(planner()(operationOf(FLAGGED), { x: null })).toBeUndefined();
  });

  test('are none for introspection and for subscriptions', () => {
    expect(planner()(operationOf('{ __schema { types { name } } }'))).toBeUndefined();
    expect(planner()(operationOf('subscription { a }'))).toBeUndefined();
  });
});
