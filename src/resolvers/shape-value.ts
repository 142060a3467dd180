import {
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
} from 'graphql';
import { coerceLeaf } from '../execution/coerce-leaf.ts';
import type { Misfit } from '../execution/misfit.ts';
import { isArray, isObject, type Json } from '../json/json.ts';
import type { OutputShape } from '../mapping/output-shape.ts';
import { isTellable } from './abstract-type.ts';
import { type LostAddition, type ObjectSite, ObjectValue } from './object-value.ts';

/** A mapped value, the type it should have, and what is known of it. */
export interface PlacedValue {
  readonly value: Json | undefined;
  readonly type: GraphQLOutputType;
  readonly shape: OutputShape;
  readonly site: ObjectSite;
  readonly lost: readonly LostAddition[];
}

/**
 * A mapped value as an executor wants it: leaves coerced, objects as {@link ObjectValue}s that know where they
 * stand. What stands for a value of the wrong kind is `misfit`'s to say (Connectors result coercion).
 */
export function shapeValue(placed: PlacedValue, schema: GraphQLSchema, misfit: Misfit): unknown {
  const { value, type, shape, site, lost } = placed;
  if (value === undefined || value === null) return null;
  const nullable = isNonNullType(type) ? type.ofType : type;
  if (isListType(nullable)) {
    if (!isArray(value)) return misfit(nullable, value);
    const inner = { ...placed, type: nullable.ofType };
    if (isLeafType(getNamedType(nullable)))
      return value.map((element) => shapeValue({ ...inner, value: element }, schema, misfit));
    return value.map((element, key) =>
      shapeValue({ ...inner, value: element, site: { ...site, path: { prev: site.path, key } } }, schema, misfit),
    );
  }
  if (isLeafType(nullable)) return coerceLeaf(nullable, value) ?? misfit(nullable, value);
  if (!isObject(value) || (isAbstractType(nullable) && !isTellable(nullable, value, schema))) {
    return misfit(nullable, value);
  }
  return new ObjectValue(value, shape, site, lost);
}
