import { type FieldNode, type GraphQLObjectType, type GraphQLOutputType, isListType, isNonNullType } from 'graphql';
import type { Slot } from './selection-plan.ts';

/** Where the nodes of one response key go; undefined where the type has no such field. */
export function slotOf(key: string, nodes: readonly FieldNode[], type: GraphQLObjectType): Slot | undefined {
  const fieldName = nodes[0]?.name.value ?? '';
  const field = type.getFields()[fieldName];
  if (field === undefined) return undefined;
  return {
    key,
    fieldName,
    typeName: type.name,
    type: field.type,
    isNonNull: isNonNullType(field.type),
    nonNullWithin: nonNullWithin(field.type),
    nodes,
  };
}

function nonNullWithin(type: GraphQLOutputType): readonly boolean[] {
  const levels: boolean[] = [];
  for (let list = nullableOf(type); isListType(list); list = nullableOf(list.ofType)) {
    levels.push(isNonNullType(list.ofType));
  }
  return levels.includes(true) ? levels : [];
}

/** A type without its `!`. */
export function nullableOf(type: GraphQLOutputType): GraphQLOutputType {
  return isNonNullType(type) ? type.ofType : type;
}

/** How many lists are around a type's name. */
export function listDepthOf(type: GraphQLOutputType): number {
  const nullable = nullableOf(type);
  return isListType(nullable) ? 1 + listDepthOf(nullable.ofType) : 0;
}

/** Where one item of a list goes; undefined where the type is no list. */
export function elementSlot(slot: Slot): Slot | undefined {
  const list = nullableOf(slot.type);
  if (!isListType(list)) return undefined;
  const type: GraphQLOutputType = list.ofType;
  return { ...slot, key: ITEM, type, isNonNull: isNonNullType(type), nonNullWithin: nonNullWithin(type) };
}

/** The key under which an item is made, apart from its list. */
export const ITEM = 'item';
