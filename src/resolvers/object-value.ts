import type { FieldNode, GraphQLError } from 'graphql';
import type { Failure } from '../execution/failure.ts';
import type { CallResult } from '../execution/operation.ts';
import type { JsonObject } from '../json/json.ts';
import type { OutputShape } from '../mapping/output-shape.ts';
import { EMPTY_PATH_TREE, type PathTree } from '../mapping/path-tree.ts';
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

/** A value of an object type on its way through an executor: mapped data, and what is known of it. */
export class ObjectValue {
  readonly data: JsonObject;
  readonly shape: OutputShape;
  readonly site: ObjectSite;
  /** Calls that complete this object, each made once. */
  readonly completions = new Map<Step, Promise<CallResult>>();
  /** Failures of those calls that were reported already, with the error that tells. */
  readonly reported = new Map<Failure, GraphQLError | undefined>();

  constructor(data: JsonObject, shape: OutputShape, site: ObjectSite) {
    this.data = data;
    this.shape = shape;
    this.site = site;
  }
}

/** An object that a TypeScript resolver returned, seen as one of ours; the same object is always the same value. */
export function adopt(value: object, site: ObjectSite, adopted: WeakMap<object, ObjectValue>): ObjectValue {
  let known = adopted.get(value);
  if (known === undefined) {
    known = new ObjectValue(value as JsonObject, UNKNOWN_SHAPE, site);
    adopted.set(value, known);
  }
  return known;
}

export const NOWHERE: ObjectSite = { path: undefined, nodes: [], requested: EMPTY_PATH_TREE };

export function pathKeys(path: ResponsePath | undefined): readonly (string | number)[] {
  const keys: (string | number)[] = [];
  for (let at = path; at !== undefined; at = at.prev) keys.push(at.key);
  return keys.reverse();
}
