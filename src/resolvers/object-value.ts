import type { FieldNode, GraphQLError } from 'graphql';
import type { Failure } from '../execution/failure.ts';
import type { CallResult } from '../execution/operation.ts';
import type { JsonObject } from '../json/json.ts';
import type { OutputShape } from '../mapping/output-shape.ts';
import { EMPTY_PATH_TREE, type PathTree } from '../mapping/path-tree.ts';
import { remember } from '../memo/remember.ts';
import { UNKNOWN_SHAPE } from '../planning/shape-field.ts';
import type { Step } from '../planning/step.ts';

/** A response path as graphql-js keeps it: the last key first. */
export interface ResponsePath {
  readonly prev: ResponsePath | undefined;
  readonly key: string | number;
}

/** Where in the response an object stands. */
export interface ObjectSite {
  readonly path: ResponsePath | undefined;
  readonly nodes: readonly FieldNode[];
  /** Names of fields asked for below, whatever their fragments' types. */
  readonly requested: PathTree;
}

/** A call that failed to add to an object whose own data stays, and the shape of what it would have brought. */
export interface LostAddition {
  readonly failure: Failure;
  readonly shape: OutputShape;
  /** The object that the call should have completed; undefined when it was the object itself. */
  readonly owner: ObjectValue | undefined;
}

/** A value of an object type on its way through an executor: mapped data, and what is known of it. */
export class ObjectValue {
  readonly data: JsonObject;
  readonly shape: OutputShape;
  readonly site: ObjectSite;
  readonly lost: readonly LostAddition[];
  /** Calls that complete this object, each made once. */
  readonly completions = new Map<Step, Promise<CallResult>>();
  /** Failures of those calls that were reported already, with the error that tells. */
  readonly reported = new Map<Failure, GraphQLError | undefined>();

  constructor(data: JsonObject, shape: OutputShape, site: ObjectSite, lost: readonly LostAddition[] = NOTHING_LOST) {
    this.data = data;
    this.shape = shape;
    this.site = site;
    this.lost = lost;
  }
}

/** The objects that TypeScript resolvers returned, by where they stand. */
export type Adopted = WeakMap<object, WeakMap<ResponsePath, ObjectValue>>;

/**
 * An object that a TypeScript resolver returned, seen as one of ours: always the same value at the same position,
 * and one for each when the resolver returned it for several, since each has errors of its own.
 */
export function adopt(
  value: object,
  site: ObjectSite & { readonly path: ResponsePath },
  adopted: Adopted,
): ObjectValue {
  const byPath = remember(adopted, value, () => new WeakMap<ResponsePath, ObjectValue>());
  return remember(byPath, site.path, () => new ObjectValue(value as JsonObject, UNKNOWN_SHAPE, site));
}

export const NOTHING_LOST: readonly LostAddition[] = [];

export const NOWHERE: ObjectSite = { path: undefined, nodes: [], requested: EMPTY_PATH_TREE };

export function pathKeys(path: ResponsePath | undefined): readonly (string | number)[] {
  const keys: (string | number)[] = [];
  for (let at = path; at !== undefined; at = at.prev) keys.push(at.key);
  return keys.reverse();
}
