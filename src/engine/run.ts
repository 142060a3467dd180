import type { FieldNode, GraphQLError, GraphQLSchema } from 'graphql';
import { nullError } from '../execution/null-error.ts';
import type { CallResult, Operation } from '../execution/operation.ts';
import type { Group, Stream, Task } from '../incremental/work.ts';
import type { Json } from '../json/json.ts';
import { climb, isStanding, pathOf, type Root, type Row } from './row.ts';
import type { CallPlan, LaterPlans, Slot, StreamPlan } from './selection-plan.ts';

/** What a run needs beside its plan. */
export interface RunInput {
  readonly operation: Operation;
  readonly schema: GraphQLSchema;
  /** Coerced. */
  readonly variables: Readonly<Record<string, unknown>>;
  /** Whether a null climbs from where it is forbidden (GraphQL spec §6.4.4), or stays where it is. */
  readonly propagate: boolean;
  /** How a part that must be in time loads; absent: it waits for what the operation waits for. */
  readonly loadInTime?: Operation['load'];
}

/** An operation on its way, or a later part of one. */
export interface Run {
  readonly input: RunInput;
  readonly root: Root;
  /** Where its root stands in the whole answer; undefined: at the top. */
  readonly place: Place | undefined;
  /** What takes care of later parts; undefined: there are none. */
  readonly later: Later | undefined;
  readonly errors: GraphQLError[];
  /** Whether some null has climbed, so that rows may be gone. */
  hasClimbed: boolean;
  pending: number;
  /** Answers of this tick whose rows are not filled yet. */
  arrived: Arrived | undefined;
  readonly end: () => void;
  readonly broken: (error: unknown) => void;
}

/** Answers by the calls that they answer. */
export type Arrived = Map<CallPlan, Arrival[]>;

export interface Arrival {
  readonly rows: readonly Row[];
  readonly result: CallResult;
}

export interface Place {
  readonly path: readonly (string | number)[];
  /** The field that holds the object there. */
  readonly nodes: readonly FieldNode[];
  /** Whether the path leads to one item of a list, which the run knows as a field of its root. */
  readonly isItem: boolean;
}

/** Puts off what comes in later parts of the answer. */
export interface Later {
  defer(plans: LaterPlans, rows: readonly Row[], run: Run): void;
  /** The first items of a list; the others are put off. */
  headOf(stream: StreamPlan, value: Json | undefined, row: Row, run: Run): Json | undefined;
}

/** What was put off at a row; void if the row does not stand in the end. */
export interface PutOff {
  readonly row: Row;
  readonly groups: readonly Group[];
  readonly tasks: readonly Task[];
  /** And the field that holds its list. */
  readonly stream?: { readonly stream: Stream; readonly key: string };
}

/** Where a field of a row stands in the whole answer. */
export function placeIn(
  { place }: Pick<Run, 'place'>,
  row: Row,
  last?: string,
  at?: readonly number[],
): readonly (string | number)[] {
  const path = pathOf(row, last, at);
  return place === undefined ? path : [...place.path, ...(place.isItem ? path.slice(1) : path)];
}

/** Rows that are still part of the answer; for what is gone nothing is called, read or told. */
export function standing(rows: readonly Row[], { hasClimbed, root }: Run): readonly Row[] {
  return hasClimbed ? rows.filter((row) => isStanding(root, row)) : rows;
}

/** Tells of the nulls that stand where none may be: the field's own, or those in its lists. */
export function checkNulls(out: unknown, slot: Slot, row: Row, run: Run): void {
  if (out === null) {
    if (slot.isNonNull) forbiddenNull(row, slot, [], run);
  } else if (Array.isArray(out) && slot.nonNullWithin.length > 0) {
    checkList(out, slot, row, run, []);
  }
}

/** Answers whether the list has gone because of a null in it; of a list that is gone only one null is told. */
function checkList(list: readonly unknown[], slot: Slot, row: Row, run: Run, at: readonly number[]): boolean {
  const isForbidden = slot.nonNullWithin[at.length];
  if (isForbidden === undefined) return false;
  for (const [index, element] of list.entries()) {
    const place = [...at, index];
    if (element === null && isForbidden) forbiddenNull(row, slot, place, run);
    else if (!Array.isArray(element) || !checkList(element, slot, row, run, place)) continue;
    if (isForbidden && run.input.propagate) return true;
  }
  return false;
}

/** Tells of a null where none may be, and lets it climb. */
export function forbiddenNull(row: Row, slot: Slot, at: readonly number[], run: Run): void {
  const { typeName, fieldName, key, nodes } = slot;
  run.errors.push(nullError(typeName, fieldName, { nodes, path: placeIn(run, row, key, at) }));
  nullUp(run, row, slot, at);
}

/** Lets a null climb, if this operation's nulls do. */
export function nullUp(run: Run, row: Row, slot: Slot, at: readonly number[]): void {
  if (!run.input.propagate) return;
  run.hasClimbed = true;
  climb(run.root, row, slot, at);
}
