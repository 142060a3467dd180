import { type GraphQLResolveInfo, isNonNullType } from 'graphql';
import type { Operation } from '../execution/operation.ts';
import type { FieldFailure } from './fetch-field.ts';
import { pathKeys } from './object-value.ts';
import { noteFailure } from './position-notes.ts';

/**
 * A failed field is an error at its own path. A failed completion is one error at the path of the object that
 * stays, however many fields it should have filled; its non-null fields must throw even so.
 */
export function reportFailure({ failure, of }: FieldFailure, operation: Operation, info: GraphQLResolveInfo): null {
  noteFailure(operation, info);
  const object = of === 'field' || of.site.path === undefined ? undefined : of;
  if (object?.reported.has(failure) === true) {
    const told = object.reported.get(failure);
    if (told !== undefined && isNonNullType(info.returnType)) throw told;
    return null;
  }
  const { path, nodes } = object?.site ?? { path: info.path, nodes: info.fieldNodes };
  const report = operation.errors.report(failure, () => ({ path: pathKeys(path), nodes }));
  object?.reported.set(failure, report.error);
  if (report.isNew || isNonNullType(info.returnType)) throw report.error;
  return null;
}
