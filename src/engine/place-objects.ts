import { isArray, isObject, type Json, type JsonObject, ownMember } from '../json/json.ts';
import type { Row } from './row.ts';
import { checkNulls, forbiddenNull, type Run } from './run.ts';
import type { SelectionPlan, Slot } from './selection-plan.ts';
import { writeObjects } from './write-pure.ts';

/** Puts an object, or lists of them, at its place and gathers the rows that are still to be filled. */
export function placeObjects(
  value: Json | undefined,
  slot: Slot,
  below: SelectionPlan,
  listDepth: number,
  parent: Row,
  children: Row[],
  run: Run,
): void {
  const written = below.write && writeObjects(value, slot, listDepth, below.write);
  if (written !== undefined) {
    parent.out[slot.key] = written;
    return;
  }
  if (listDepth === 0) {
    const row = newRow(value, below, parent, slot, undefined);
    parent.out[slot.key] = row?.out ?? null;
    if (row !== undefined) children.push(row);
    else if (slot.isNonNull) forbiddenNull(parent, slot, [], run);
    return;
  }
  if (listDepth === 1 && isArray(value)) {
    const list: unknown[] = new Array(value.length);
    parent.out[slot.key] = list;
    const before = children.length;
    for (let index = 0; index < value.length; index += 1) {
      const row = newRow(value[index], below, parent, slot, index);
      if (row !== undefined) {
        list[index] = row.out;
        children.push(row);
      } else {
        list[index] = null;
        if (slot.nonNullWithin[0] !== true) continue;
        forbiddenNull(parent, slot, [index], run);
        if (!run.input.propagate) continue;
        children.length = before;
        return;
      }
    }
    return;
  }
  const placed =
    listDepth > 1 && isArray(value) ? placeNested(value, slot, below, listDepth, parent, children, []) : null;
  parent.out[slot.key] = placed;
  checkNulls(placed, slot, parent, run);
}

/** Lists of lists. */
function placeNested(
  value: Json | undefined,
  slot: Slot,
  below: SelectionPlan,
  listDepth: number,
  parent: Row,
  children: Row[],
  at: readonly number[],
): unknown {
  if (listDepth > 0) {
    if (!isArray(value)) return null;
    return value.map((element, index) =>
      placeNested(element, slot, below, listDepth - 1, parent, children, [...at, index]),
    );
  }
  const row = newRow(value, below, parent, slot, at);
  if (row !== undefined) children.push(row);
  return row?.out ?? null;
}

/** A row for an object; none for what is no object, or does not say which member of an abstract type it is. */
function newRow(
  data: Json | undefined,
  below: SelectionPlan,
  parent: Row,
  slot: Slot,
  index: Row['index'],
): Row | undefined {
  if (!isObject(data)) return undefined;
  const plan = below.possible === undefined ? below : memberPlan(below.possible, data);
  return plan && { data, out: { ...plan.blank }, plan, parent, slot, index };
}

function memberPlan(possible: ReadonlyMap<string, SelectionPlan>, data: JsonObject): SelectionPlan | undefined {
  const name = ownMember(data, '__typename');
  return typeof name === 'string' ? possible.get(name) : undefined;
}
