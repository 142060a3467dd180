import type { GraphQLError, GraphQLSchema } from 'graphql';
import { nullError } from '../execution/null-error.ts';
import type { Operation } from '../execution/operation.ts';
import { climb, isStanding, pathOf, type Root, type Row } from './row.ts';
import type { Slot } from './selection-plan.ts';

/** What a run needs beside its plan. */
export interface RunInput {
  readonly operation: Operation;
  readonly schema: GraphQLSchema;
  /** Coerced. */
  readonly variables: Readonly<Record<string, unknown>>;
  /** Whether a null climbs from where it is forbidden (GraphQL spec §6.4.4), or stays where it is. */
  readonly propagate: boolean;
}

/** An operation on its way. */
export interface Run {
  readonly input: RunInput;
  readonly root: Root;
  readonly errors: GraphQLError[];
  /** Whether some null has climbed, so that rows may be gone. */
  hasClimbed: boolean;
  pending: number;
  readonly end: () => void;
  readonly broken: (error: unknown) => void;
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
  run.errors.push(nullError(typeName, fieldName, { nodes, path: pathOf(row, key, at) }));
  nullUp(run, row, slot, at);
}

/** Lets a null climb, if this operation's nulls do. */
export function nullUp(run: Run, row: Row, slot: Slot, at: readonly number[]): void {
  if (!run.input.propagate) return;
  run.hasClimbed = true;
  climb(run.root, row, slot, at);
}
