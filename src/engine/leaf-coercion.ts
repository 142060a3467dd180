import {
  type GraphQLNamedType,
  type GraphQLOutputType,
  GraphQLScalarType,
  isLeafType,
  isListType,
  isScalarType,
  isSpecifiedScalarType,
} from 'graphql';
import { coerceLeaf } from '../execution/coerce-leaf.ts';
import type { Json } from '../json/json.ts';
import { nullableOf } from './slot.ts';

/** Whether a team gave a scalar rules of its own for what goes out. */
export function hasOwnRules(type: GraphQLNamedType): boolean {
  return isScalarType(type) && type.serialize !== PLAIN_SCALAR.serialize && !isSpecifiedScalarType(type);
}

const PLAIN_SCALAR = new GraphQLScalarType({ name: 'Plain' });

/** Coerces by the type's own kind; a non-null element that comes out null is left for the null to climb. */
export function leafCoercion(type: GraphQLOutputType): (value: Json) => unknown {
  const nullable = nullableOf(type);
  if (isListType(nullable)) {
    const element = leafCoercion(nullable.ofType);
    return (value) => (Array.isArray(value) ? value.map((one: Json) => (one === null ? null : element(one))) : null);
  }
  if (!isLeafType(nullable)) return () => null;
  if (nullable.name === 'String') return (value) => (typeof value === 'string' ? value : coerceLeaf(nullable, value));
  if (nullable.name === 'ID') {
    return (value) =>
      typeof value === 'string' ? value : typeof value === 'number' ? `${value}` : coerceLeaf(nullable, value);
  }
  return (value) => coerceLeaf(nullable, value);
}
