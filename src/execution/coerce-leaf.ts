import {
  GraphQLBoolean,
  GraphQLFloat,
  GraphQLID,
  GraphQLInt,
  type GraphQLLeafType,
  GraphQLString,
  isEnumType,
} from 'graphql';
import type { Json } from '../json/json.ts';

/** From a mapped value that is not null to a leaf of the response; null for what does not suit the type. */
export type CoerceLeaf = (value: Json) => unknown;

/** {@link leafCoercion} of a type, found anew for each value. */
export function coerceLeaf(type: GraphQLLeafType, value: Json): unknown {
  return leafCoercion(type)(value);
}

/**
 * How mapped values become leaves of a type: what does not suit the declared type is null, without an error
 * (Connectors result coercion). An id is text whatever the upstream sent; a number in a `String` is its digits.
 */
export function leafCoercion(type: GraphQLLeafType): CoerceLeaf {
  if (isEnumType(type)) return (value) => (typeof value === 'string' ? (type.getValue(value)?.value ?? null) : null);
  return SCALARS.get(type.name) ?? ((value) => value);
}

const SCALARS: ReadonlyMap<string, CoerceLeaf> = new Map<string, CoerceLeaf>([
  [GraphQLID.name, (value) => (typeof value === 'string' ? value : typeof value === 'object' ? null : String(value))],
  [GraphQLString.name, (value) => (typeof value === 'string' ? value : isNumber(value) ? String(value) : null)],
  [GraphQLInt.name, (value) => (Number.isInteger(value) && value === ((value as number) | 0) ? value : null)],
  [GraphQLFloat.name, (value) => (isNumber(value) && Number.isFinite(Number(value)) ? Number(value) : null)],
  [GraphQLBoolean.name, (value) => (typeof value === 'boolean' ? value : null)],
]);

function isNumber(value: Json): value is number | bigint {
  return typeof value === 'number' || typeof value === 'bigint';
}
