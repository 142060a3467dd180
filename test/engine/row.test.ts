import { buildSchema, type GraphQLObjectType } from 'graphql';
import { describe, expect, test } from 'vitest';
import { climb, isStanding, pathOf, type Root, type Row } from '../../src/engine/row.ts';
import type { SelectionPlan, Slot } from '../../src/engine/selection-plan.ts';
import { slotOf } from '../../src/engine/slot.ts';

const SCHEMA =
  buildSchema(`type Query { one: T sure: T! list: [T] full: [T!] must: [T!]! lists: [[T!]] deep: [[T!]!] leaf: [[Int!]] }
  type T { x: Int! one: T sure: T! }`);
const PLAN: SelectionPlan = { typeName: 'T', blank: {}, leaves: [], objects: [], calls: [], write: undefined };

function slot(typeName: string, fieldName: string): Slot {
  const found = slotOf(
    fieldName,
    [{ kind: 'Field', name: { kind: 'Name', value: fieldName } } as never],
    SCHEMA.getType(typeName) as GraphQLObjectType,
  );
  if (found === undefined) throw new Error(`There is no ${typeName}.${fieldName}.`);
  return found;
}

function rootWith(out: Record<string, unknown>): { readonly root: Root; readonly top: Row } {
  return {
    root: { data: out },
    top: { data: {}, out, plan: PLAN, parent: undefined, slot: undefined, index: undefined },
  };
}

function rowIn(parent: Row, at: Slot, index: Row['index'], out: Record<string, unknown>): Row {
  return { data: {}, out, plan: PLAN, parent, slot: at, index };
}

describe('a null that climbs', () => {
  const x = slot('T', 'x');

  test('stays in a field that may be null', () => {
    const { root, top } = rootWith({ one: {} });
    climb(root, top, slot('Query', 'one'), []);
    expect(root.data).toEqual({ one: null });
  });

  test('takes the object that holds it, and stops at the first place that may be null', () => {
    const out = { x: 1, sure: { x: 2 } };
    const { root, top } = rootWith({ one: out, list: [] });
    const row = rowIn(top, slot('Query', 'one'), undefined, out);
    climb(root, rowIn(row, slot('T', 'sure'), undefined, out.sure), x, []);
    expect(root.data).toEqual({ one: null, list: [] });
  });

  test.for([
    ['list', [{}, { x: 1 }], 1, [{}, null]],
    ['full', [{}, { x: 1 }], 1, null],
    ['lists', [[{}], [{}, {}], []], [1, 1], [[{}], null, []]],
    ['deep', [[{}], [{}, {}], []], [1, 1], null],
  ] as const)('out of an element of %s', ([name, given, index, left]) => {
    const value = structuredClone<unknown>(given) as unknown[];
    const { root, top } = rootWith({ [name]: value });
    const out = [index].flat().reduce<unknown>((here, at) => (here as unknown[])[at], value) as Record<string, unknown>;
    climb(root, rowIn(top, slot('Query', name), index, out), x, []);
    expect(root.data).toEqual({ [name]: left });
  });

  test('out of a list in a leaf field, to the inner list', () => {
    const { root, top } = rootWith({ leaf: [[1], [2, null]] });
    climb(root, top, slot('Query', 'leaf'), [1, 1]);
    expect(root.data).toEqual({ leaf: [[1], null] });
  });

  test('takes everything where nothing above may be null', () => {
    const value: Record<string, unknown>[] = [{}];
    const { root, top } = rootWith({ must: value });
    climb(root, rowIn(top, slot('Query', 'must'), 0, value[0] ?? {}), x, []);
    expect(root.data).toBeNull();
  });

  test('changes nothing when its place has gone already', () => {
    const { root, top } = rootWith({ lists: null, list: null });
    climb(root, top, slot('Query', 'lists'), [0, 1]);
    expect(root.data).toEqual({ lists: null, list: null });
  });
});

describe('a row', () => {
  test('stands as long as its object hangs where it was put', () => {
    const inner = { x: 1 };
    const outer = { one: inner };
    const { root, top } = rootWith({ lists: [[outer]] });
    const row = rowIn(top, slot('Query', 'lists'), [0, 0], outer);
    const below = rowIn(row, slot('T', 'one'), undefined, inner);
    expect([top, row, below].map((one) => isStanding(root, one))).toEqual([true, true, true]);
    climb(root, row, slot('T', 'x'), []);
    expect([top, row, below].map((one) => isStanding(root, one))).toEqual([true, false, false]);
    root.data = null;
    expect(isStanding(root, top)).toBe(false);
  });

  test('has a path with the places in its lists, and that of a field and its elements below it', () => {
    const { top } = rootWith({});
    const row = rowIn(rowIn(top, slot('Query', 'lists'), [3, 1], {}), slot('T', 'one'), undefined, {});
    expect(pathOf(top)).toEqual([]);
    expect(pathOf(row)).toEqual(['lists', 3, 1, 'one']);
    expect(pathOf(row, 'x', [4, 2])).toEqual(['lists', 3, 1, 'one', 'x', 4, 2]);
    expect(pathOf(rowIn(top, slot('Query', 'list'), 7, {}), 'x')).toEqual(['list', 7, 'x']);
  });
});
