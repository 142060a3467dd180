import type { FieldNode, GraphQLOutputType } from 'graphql';
import type { Json, JsonObject } from '../json/json.ts';
import type { Step } from '../planning/step.ts';
import type { ReadArguments } from './call-arguments.ts';
import type { CallBeside } from './calls-beside.ts';
import type { Usages } from './collect-parts.ts';
import type { WriteObject } from './write-pure.ts';

/** An operation: one plan, or one after the other for each root field of a mutation. */
export interface OperationPlan {
  readonly blank: SelectionPlan['blank'];
  readonly parts: readonly SelectionPlan[];
  /** Each part begins when the one before has ended, and sees its effects. */
  readonly isSerial: boolean;
}

/** What is done for every object at one place of an operation; made once, run for all its rows together. */
export interface SelectionPlan {
  readonly typeName: string;
  /** Every response key in the order of the operation, set to null: what an answer is copied from. */
  readonly blank: Readonly<Record<string, null>>;
  readonly leaves: readonly LeafPlan[];
  /** What stands in the data and is more than a leaf: objects, and lists that are streamed. */
  readonly objects: readonly FillPlan[];
  readonly calls: readonly CallPlan[];
  /** Writes an object in one go; there where nothing is called here or below, so that equal data gives equal answers. */
  readonly write: WriteObject | undefined;
  /** Of an interface or a union, and then there is nothing else: plans by the `__typename` that stands in the data. */
  readonly possible?: ReadonlyMap<string, SelectionPlan>;
  /** What comes of these objects in later parts of the answer. */
  readonly later?: LaterPlans;
}

/** The deferred fragments that begin at a place, and plans for what comes with them, by the fragments that share it. */
export interface LaterPlans {
  readonly introduced: Usages;
  readonly plans: readonly { readonly usages: Usages; readonly plan: SelectionPlan }[];
}

/** A list of which the items after the first ones come in later parts. */
export interface StreamPlan {
  readonly label: string | undefined;
  readonly initialCount: number;
  /** How the first items are filled: as a list. */
  readonly head: FillPlan;
  /** How one of the others is. */
  readonly item: FillPlan;
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

/** An object, or lists of objects. */
export type ObjectPlan = Extract<FillPlan, { kind: 'object' }>;

/** A step that is called for each row, equal ones once. */
export interface CallPlan {
  readonly step: Step;
  /** What the step needs, read from a row's data. */
  readonly reference: (data: JsonObject) => JsonObject;
  /** Equal for equal references, as keys of a map are; read from a row's data. */
  readonly identify: (data: JsonObject) => unknown;
  /** The same as a text. */
  readonly keyOf: (data: JsonObject) => string;
  /** Of a field's own call; a call that completes an object has none. */
  readonly argumentsOf: ReadArguments | undefined;
  /** The fields that its answer fills: one for a field's own call, several for a completion. */
  readonly fills: readonly FillPlan[];
  /** What starts with it although it stands below. */
  readonly beside: readonly CallBeside[];
}

/** How a field is filled from data, or from a call's answer. */
export type FillPlan =
  | (Fill & {
      readonly kind: 'leaf';
      readonly coerce: (value: Json) => unknown;
    })
  | (Fill & {
      readonly kind: 'object';
      readonly listDepth: number;
      readonly below: SelectionPlan;
    });

interface Fill extends Slot {
  readonly read: (data: Json | undefined) => Json | undefined;
  /** How it is filled without a call where the row's own data has it; undefined where the data never does. */
  readonly own: FillPlan | undefined;
  readonly stream?: StreamPlan;
}
