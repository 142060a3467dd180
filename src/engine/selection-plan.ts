import type { FieldNode, GraphQLOutputType } from 'graphql';
import type { Json, JsonObject } from '../json/json.ts';
import type { Step } from '../planning/step.ts';

/** What is done for every object at one place of an operation; made once, run for all its rows together. */
export interface SelectionPlan {
  readonly typeName: string;
  /** Every response key in the order of the operation, set to null: what an answer is copied from. */
  readonly blank: Readonly<Record<string, null>>;
  readonly leaves: readonly LeafPlan[];
  readonly objects: readonly ObjectPlan[];
  readonly calls: readonly CallPlan[];
  /** Nothing is called here or below: equal data gives equal answers. */
  readonly isPure: boolean;
}

/** Where a value goes, and how it may be null. */
export interface Slot {
  readonly key: string;
  readonly fieldName: string;
  readonly typeName: string;
  readonly type: GraphQLOutputType;
  readonly isNonNull: boolean;
  /** Whether null is forbidden for the elements of its list, for their elements, and so on; empty where it is nowhere. */
  readonly nonNullWithin: readonly boolean[];
  readonly nodes: readonly FieldNode[];
}

/** `__typename`, or a scalar or enum (or lists of them) that stands in the data. */
export interface LeafPlan extends Slot {
  /** Absent for `__typename`. */
  readonly read: ((data: JsonObject) => Json | undefined) | undefined;
  readonly coerce: (value: Json) => unknown;
}

/** An object, or lists of objects, that stands in the data. */
export interface ObjectPlan extends Slot {
  readonly read: (data: JsonObject) => Json | undefined;
  readonly listDepth: number;
  readonly below: SelectionPlan;
}

/** A step that is called for each row, equal ones once. */
export interface CallPlan {
  readonly step: Step;
  /** What the step needs, read from a row's data. */
  readonly reference: (data: JsonObject) => JsonObject;
  /** A text by which equal references are told. */
  readonly keyOf: (reference: JsonObject) => string;
  /** Of a field's own call: its nodes, for its arguments. */
  readonly argumentsOf: Slot | undefined;
  /** The fields that its answer fills: one for a field's own call, several for a completion. */
  readonly fills: readonly FillPlan[];
}

/** How a field is filled from a call's answer. */
export type FillPlan =
  | (Slot & {
      readonly kind: 'leaf';
      readonly read: (data: Json | undefined) => Json | undefined;
      readonly coerce: (value: Json) => unknown;
    })
  | (Slot & {
      readonly kind: 'object';
      readonly read: (data: Json | undefined) => Json | undefined;
      readonly listDepth: number;
      readonly below: SelectionPlan;
    });
