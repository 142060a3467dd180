import { type GraphQLOutputType, isListType, isNonNullType } from 'graphql';
import type { JsonObject } from '../json/json.ts';
import type { SelectionPlan, Slot } from './selection-plan.ts';

/** An object of the answer under construction: its data, what is answered, and where it hangs. */
export interface Row {
  readonly data: JsonObject;
  readonly out: Record<string, unknown>;
  readonly plan: SelectionPlan;
  readonly parent: Row | undefined;
  /** The parent's field that holds it. */
  readonly slot: Slot | undefined;
  /** Its place in that field's list; several for lists of lists; none for no list. */
  readonly index: number | readonly number[] | undefined;
}

/** The root of an answer; `data` becomes null when a null climbs to the top. */
export interface Root {
  data: Record<string, unknown> | null;
}

/** Where a field of a row stands, from the root. */
export function pathOf(row: Row, last?: string, at: readonly number[] = []): readonly (string | number)[] {
  const keys: (string | number)[] = [...at].reverse();
  if (last !== undefined) keys.push(last);
  for (let here: Row | undefined = row; here !== undefined; here = here.parent) {
    if (here.index !== undefined)
      keys.push(...(typeof here.index === 'number' ? [here.index] : [...here.index].reverse()));
    if (here.slot !== undefined) keys.push(here.slot.key);
  }
  return keys.reverse();
}

/** Whether a row is still part of the answer: no null has climbed to a place above it. */
export function isStanding(root: Root, row: Row): boolean {
  for (let here = row; ; here = here.parent) {
    if (here.parent === undefined || here.slot === undefined) return root.data === here.out;
    let held: unknown = here.parent.out[here.slot.key];
    for (const index of placeOf(here)) held = Array.isArray(held) ? held[index] : undefined;
    if (held !== here.out) return false;
  }
}

/** A row's place in the lists of its field. */
function placeOf({ index }: Row): readonly number[] {
  return index === undefined ? [] : typeof index === 'number' ? [index] : index;
}

/**
 * Lets a null climb from a place where its type forbids it to the nearest place that may be null
 * (GraphQL spec §6.4.4). `at` is the place in the field's lists; the field itself for none.
 */
export function climb(root: Root, row: Row, slot: Slot, at: readonly number[]): void {
  const types = typesAlong(slot.type, at.length);
  for (let depth = at.length; depth >= 0; depth -= 1) {
    const type = types[depth];
    if (type === undefined || isNonNullType(type)) continue;
    setAt(row.out, slot.key, at.slice(0, depth));
    return;
  }
  if (row.parent === undefined || row.slot === undefined) {
    root.data = null;
    return;
  }
  climb(root, row.parent, row.slot, placeOf(row));
}

/** The type of a field, of its elements, of their elements. */
function typesAlong(type: GraphQLOutputType, depth: number): readonly GraphQLOutputType[] {
  const types: GraphQLOutputType[] = [type];
  let here = type;
  for (let level = 0; level < depth; level += 1) {
    const nullable = isNonNullType(here) ? here.ofType : here;
    if (!isListType(nullable)) break;
    here = nullable.ofType;
    types.push(here);
  }
  return types;
}

function setAt(out: Record<string, unknown>, key: string, at: readonly number[]): void {
  if (at.length === 0) {
    out[key] = null;
    return;
  }
  let list = out[key] as unknown[] | null;
  for (const index of at.slice(0, -1)) list = (list?.[index] ?? null) as unknown[] | null;
  const last = at.at(-1);
  if (list !== null && last !== undefined) list[last] = null;
}
