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

/**
 * A mapped value as a leaf of the response: what does not suit the declared type is null, without an error
 * (Connectors result coercion). An id is text whatever the upstream sent; a number in a `String` is its digits.
 */
export function coerceLeaf(type: GraphQLLeafType, value: Json): unknown {
  if (isEnumType(type))
    return typeof value === 'string' && type.getValue(value) !== undefined ? type.getValue(value)?.value : null;
  switch (type.name) {
    case GraphQLID.name:
      return typeof value === 'object' ? null : String(value);
    case GraphQLString.name:
      return typeof value === 'string' ? value : isNumber(value) ? String(value) : null;
    case GraphQLInt.name:
      return typeof value === 'number' && Number.isInteger(value) && value >= -(2 ** 31) && value < 2 ** 31
        ? value
        : null;
    case GraphQLFloat.name:
      return isNumber(value) && Number.isFinite(Number(value)) ? Number(value) : null;
    case GraphQLBoolean.name:
      return typeof value === 'boolean' ? value : null;
    default:
      return value;
  }
}

function isNumber(value: Json): value is number | bigint {
  return typeof value === 'number' || typeof value === 'bigint';
}
