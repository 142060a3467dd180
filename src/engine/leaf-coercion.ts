import {
  type GraphQLNamedType,
  type GraphQLOutputType,
  GraphQLScalarType,
  isLeafType,
  isListType,
  isScalarType,
  isSpecifiedScalarType,
} from 'graphql';
import { type CoerceLeaf, leafCoercion } from '../execution/coerce-leaf.ts';
import type { Json } from '../json/json.ts';
import { nullableOf } from './slot.ts';

/** Whether a team gave a scalar rules of its own for what goes out. */
export function hasOwnRules(type: GraphQLNamedType): boolean {
  return isScalarType(type) && type.serialize !== PLAIN_SCALAR.serialize && !isSpecifiedScalarType(type);
}

const PLAIN_SCALAR = new GraphQLScalarType({ name: 'Plain' });

/** Coerces by the type's own kind; a non-null element that comes out null is left for the null to climb. */
export function coercionOf(type: GraphQLOutputType): CoerceLeaf {
  const nullable = nullableOf(type);
  if (isListType(nullable)) {
    const element = coercionOf(nullable.ofType);
    return (value) => (Array.isArray(value) ? value.map((one: Json) => (one === null ? null : element(one))) : null);
  }
  return isLeafType(nullable) ? leafCoercion(nullable) : () => null;
}
