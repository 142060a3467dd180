import type { GraphQLResolveInfo } from 'graphql';
import type { Operation } from '../execution/operation.ts';
import { remember } from '../memo/remember.ts';
import { pathKeys } from './object-value.ts';

/** What an answer by itself does not say of its positions, which are told by {@link positionText}. */
export interface PositionNotes {
  /** Fields that failed, wherever their error is told. */
  readonly failures: Set<string>;
  /** The names of objects' types. */
  readonly types: Map<string, string>;
}

/** From now on keeps notes of an operation. */
export function keepNotes(operation: Operation): PositionNotes {
  return remember(NOTES, operation, () => ({ failures: new Set<string>(), types: new Map<string, string>() }));
}

/** A path as one text. Pure. */
export function positionText(path: readonly (string | number)[]): string {
  return path.join('\n');
}

/** Notes, if anybody wants it, that a field failed. */
export function noteFailure(operation: Operation, { path }: Pick<GraphQLResolveInfo, 'path'>): void {
  NOTES.get(operation)?.failures.add(positionText(pathKeys(path)));
}

/** Notes, if anybody wants it, what type of object a field stands on. */
export function noteType(operation: Operation, { path, parentType }: GraphQLResolveInfo): void {
  NOTES.get(operation)?.types.set(positionText(pathKeys(path.prev)), parentType.name);
}

const NOTES = new WeakMap<Operation, PositionNotes>();
