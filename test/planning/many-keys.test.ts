import { expect, test } from 'vitest';
import { canProvide, planObject } from '../../src/planning/plan-object.ts';
import { findUnsatisfiable } from '../../src/planning/satisfiable.ts';
import { EMPTY_SHAPE } from '../../src/planning/shape-field.ts';
import { modelOf } from './graph.ts';

test('a type that is found by twelve keys is planned at once, whichever key there is, and refused where there is none', () => {
  const keys = Array.from({ length: 12 }, (_, index) => `k${index}`);
  const all = keys.join(' ');
  const roots = keys.map(
    (key) =>
      `by${key}(${key}: ID!): U @connect(source: "s", http: { GET: "/u/{$args.${key}}" }, entity: true, selection: "${all} name")`,
  );
  const model = modelOf(`type Query { ${roots.join(' ')}
      some: [U] @connect(source: "s", http: { GET: "/some" }, selection: "k11") }
    type U { ${keys.map((key) => `${key}: ID`).join(' ')} name: String }`);
  const shape = model.steps.ofField('Query', 'some')[0]?.shape ?? EMPTY_SHAPE;
  const provider = planObject(model, 'U', shape, new Map([['name', new Map()]])).get('name');
  const calls = provider?.kind === 'value' ? provider.calls.map(({ step }) => step.connector.coordinate) : [];
  expect(calls).toEqual(['graph:Query.byk11[0]']);
  expect(canProvide(model, 'U', EMPTY_SHAPE, 'name', new Map())).toBe(false);
  expect(findUnsatisfiable(model)).toEqual([]);
});
