import { type GraphQLResolveInfo, isNonNullType } from 'graphql';
import type { Operation } from '../execution/operation.ts';
import type { FieldFailure } from './fetch-field.ts';
import { type ObjectValue, pathKeys } from './object-value.ts';

/**
 * A failed field is an error at its own path. A failed completion is one error at the path of the object that
 * stays, however many fields it should have filled; its non-null fields must throw even so.
 */
export function reportFailure(
  { failure, of }: FieldFailure,
  object: ObjectValue,
  operation: Operation,
  info: GraphQLResolveInfo,
): null {
  const { site, reported } = object;
  const ofObject = of === 'object' && site.path !== undefined;
  if (ofObject && reported.has(failure)) {
    const told = reported.get(failure);
    if (told !== undefined && isNonNullType(info.returnType)) throw told;
    return null;
  }
  const report = operation.errors.report(failure, () =>
    ofObject ? { path: pathKeys(site.path), nodes: site.nodes } : { path: pathKeys(info.path), nodes: info.fieldNodes },
  );
  if (ofObject) reported.set(failure, report.error);
  if (report.isNew || isNonNullType(info.returnType)) throw report.error;
  return null;
}
