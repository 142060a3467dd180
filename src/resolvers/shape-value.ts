import {
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
} from 'graphql';
import { isArray, isObject, type Json } from '../json/json.ts';
import type { OutputShape } from '../mapping/output-shape.ts';
import { isTellable } from './abstract-type.ts';
import { coerceLeaf } from './coerce-leaf.ts';
import { type ObjectSite, ObjectValue } from './object-value.ts';

/**
 * A mapped value as an executor wants it: leaves coerced, objects as {@link ObjectValue}s that know where they
 * stand. A value of the wrong kind is null (Connectors result coercion).
 */
export function shapeValue(
  value: Json | undefined,
  type: GraphQLOutputType,
  shape: OutputShape,
  site: ObjectSite,
  schema: GraphQLSchema,
): unknown {
  if (value === undefined || value === null) return null;
  const nullable = isNonNullType(type) ? type.ofType : type;
  if (isListType(nullable)) {
    if (!isArray(value)) return null;
    if (isLeafType(getNamedType(nullable)))
      return value.map((element) => shapeValue(element, nullable.ofType, shape, site, schema));
    return value.map((element, key) =>
      shapeValue(element, nullable.ofType, shape, { ...site, path: { prev: site.path, key } }, schema),
    );
  }
  if (isLeafType(nullable)) return coerceLeaf(nullable, value);
  if (!isObject(value) || (isAbstractType(nullable) && !isTellable(nullable, value, schema))) return null;
  return new ObjectValue(value, shape, site);
}
