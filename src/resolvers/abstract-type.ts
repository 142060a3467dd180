import { type GraphQLAbstractType, type GraphQLSchema, type GraphQLTypeResolver, isObjectType } from 'graphql';
import type { JsonObject } from '../json/json.ts';
import { ObjectValue } from './object-value.ts';

/** Tells the object type by the `__typename` that a mapping wrote, or that a TypeScript resolver returned. */
export const resolveByTypename: GraphQLTypeResolver<unknown, unknown> = (value) => typenameOf(dataOf(value));

/** The data of an object, whoever made it. */
export function dataOf(value: unknown): unknown {
  return value instanceof ObjectValue ? value.data : value;
}

/**
 * Whether mapped data says which member of an abstract type it is. What does not is null (Connectors result
 * coercion), not the error that executors make of it; a type resolver of a team's own is left to judge by itself.
 */
export function isTellable(type: GraphQLAbstractType, data: JsonObject, schema: GraphQLSchema): boolean {
  if (type.resolveType !== resolveByTypename) return true;
  const name = typenameOf(data);
  const member = name === undefined ? undefined : schema.getType(name);
  return isObjectType(member) && schema.isSubType(type, member);
}

function typenameOf(data: unknown): string | undefined {
  const name: unknown =
    typeof data === 'object' && data !== null ? (data as { __typename?: unknown }).__typename : undefined;
  return typeof name === 'string' ? name : undefined;
}
