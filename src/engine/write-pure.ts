import { isArray, isObject, type Json, type JsonObject, ownMember } from '../json/json.ts';
import type { LeafPlan, ObjectPlan, SelectionPlan, Slot } from './selection-plan.ts';

/** An object of the answer from its data; undefined where a null stands that must climb, which takes rows. */
export type WriteObject = (data: JsonObject) => Record<string, unknown> | undefined;

/** How objects are written for which nothing is called, here or below. */
export function writerOf({
  typeName,
  blank,
  leaves,
  objects,
}: Pick<SelectionPlan, 'typeName' | 'blank' | 'leaves'> & { readonly objects: readonly ObjectPlan[] }): WriteObject {
  const members = [...leaves.map((leaf) => leafWriter(leaf, typeName)), ...objects.map(objectWriter)];
  return (data) => {
    const out: Record<string, unknown> = { ...blank };
    for (const write of members) if (!write(out, data)) return undefined;
    return out;
  };
}

/** The same where the data says by `__typename` which member of an abstract type it is. */
export function writerOfAlternatives(possible: ReadonlyMap<string, SelectionPlan>): WriteObject {
  return (data) => {
    const name = ownMember(data, '__typename');
    return typeof name === 'string' ? possible.get(name)?.write?.(data) : undefined;
  };
}

/** Objects, or a list of them, for a field; undefined where a null must climb. Lists of lists take rows too. */
export function writeObjects(
  value: Json | undefined,
  slot: Slot,
  listDepth: number,
  write: WriteObject,
): unknown | undefined {
  if (listDepth === 0) return isObject(value) ? write(value) : absent(slot);
  if (listDepth > 1) return undefined;
  if (!isArray(value)) return absent(slot);
  const list: unknown[] = new Array(value.length);
  const mayHoldNull = slot.nonNullWithin[0] !== true;
  for (let index = 0; index < value.length; index += 1) {
    const element = value[index];
    const out = isObject(element) ? write(element) : mayHoldNull ? null : undefined;
    if (out === undefined) return undefined;
    list[index] = out;
  }
  return list;
}

function absent({ isNonNull }: Slot): null | undefined {
  return isNonNull ? undefined : null;
}

/** Writes a member; false where a null must climb. */
type WriteMember = (out: Record<string, unknown>, data: JsonObject) => boolean;

function leafWriter({ key, read, coerce, isNonNull, nonNullWithin }: LeafPlan, typeName: string): WriteMember {
  if (read === undefined) {
    return (out) => {
      out[key] = typeName;
      return true;
    };
  }
  const isPlain = nonNullWithin.length === 0;
  return (out, data) => {
    const value = read(data);
    const leaf = value === undefined || value === null ? null : coerce(value);
    out[key] = leaf;
    return leaf === null ? !isNonNull : isPlain;
  };
}

function objectWriter(plan: ObjectPlan): WriteMember {
  const { key, read, listDepth, below } = plan;
  return (out, data) => {
    const written = below.write && writeObjects(read(data), plan, listDepth, below.write);
    out[key] = written;
    return written !== undefined;
  };
}
