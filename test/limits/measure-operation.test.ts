import { type FragmentDefinitionNode, Kind, type OperationDefinitionNode, parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import { measureOperation } from '../../src/limits/measure-operation.ts';

function measure(text: string) {
  const { definitions } = parse(text);
  const fragments = definitions.filter(
    (node): node is FragmentDefinitionNode => node.kind === Kind.FRAGMENT_DEFINITION,
  );
  const operation = definitions.find(
    (node): node is OperationDefinitionNode => node.kind === Kind.OPERATION_DEFINITION,
  );
  if (operation === undefined) throw new Error('There is no operation.');
  return measureOperation(operation, Object.fromEntries(fragments.map((node) => [node.name.value, node])));
}

describe('the size of an operation', () => {
  test('counts fields, their nesting and their aliases', () => {
    expect(measure('{ a b: c { d { e f: g } } }')).toEqual({
      depth: 3,
      aliases: 2,
      fields: 5,
      rootFields: 2,
      parts: 0,
    });
  });

  test('sees through fragments, wherever they stand', () => {
    expect(measure('{ ...F ... { a { ...F } } } fragment F on Q { b: c { d } }')).toEqual({
      depth: 3,
      aliases: 2,
      fields: 5,
      rootFields: 2,
      parts: 0,
    });
  });

  test('is found in time linear in the text, though fragments double at each of a thousand levels', () => {
    const doubling = Array.from(
      { length: 1_000 },
      (_, at) => `fragment F${at} on Q { x: a { ...F${at + 1} } y: a { ...F${at + 1} } }`,
    );
    const before = process.cpuUsage(); // others on the machine do not count
    const size = measure(`{ ...F0 } ${doubling.join(' ')} fragment F1000 on Q { b }`);
    expect(size.depth).toBe(1_001);
    expect(size.fields).toBeGreaterThan(1e300);
    expect(process.cpuUsage(before).user).toBeLessThan(10_000_000); // µs; a loose alarm
  });

  test('of a cycle is that of one round', () => {
    expect(measure('{ ...F } fragment F on Q { a { ...F } }')).toMatchObject({ depth: 1, fields: 1 });
  });
});
