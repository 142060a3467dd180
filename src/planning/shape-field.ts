import type { OutputShape } from '../mapping/output-shape.ts';
import { remember } from '../memo/remember.ts';

/** A shape about which nothing is known: what is in the data is there. */
export const UNKNOWN_SHAPE: OutputShape = { kind: 'unknown' };

/** The shape of an object that carries nothing: a root before its fields are called. */
export const EMPTY_SHAPE: OutputShape = { kind: 'object', members: new Map(), open: false };

/**
 * How a field stands in mapped data, told before there is data: `present` (read it, absent means null),
 * `possible` (only the data can tell), or `absent` (somebody else has it).
 */
export type FieldPresence =
  | { readonly kind: 'present'; readonly shape: OutputShape }
  | { readonly kind: 'possible'; readonly shape: OutputShape }
  | { readonly kind: 'absent' };

const ABSENT: FieldPresence = { kind: 'absent' };
const POSSIBLE: FieldPresence = { kind: 'possible', shape: UNKNOWN_SHAPE };

/** How field `name` of object type `typeName` stands in a shape. Pure; memoised, since shapes are few and asked often. */
export function fieldOfShape(shape: OutputShape, typeName: string, name: string): FieldPresence {
  const byField = remember(MEMO, shape, () => new Map<string, FieldPresence>());
  return remember(byField, `${typeName}.${name}`, () => findField(shape, typeName, name));
}

const MEMO = new WeakMap<OutputShape, Map<string, FieldPresence>>();

function findField(shape: OutputShape, typeName: string, name: string): FieldPresence {
  switch (shape.kind) {
    case 'unknown':
      return POSSIBLE;
    case 'leaf':
      return ABSENT;
    case 'object': {
      if (shape.typename !== undefined && shape.typename !== typeName) return ABSENT;
      const member = shape.members.get(name);
      if (member !== undefined) return { kind: 'present', shape: member };
      return shape.open ? POSSIBLE : ABSENT;
    }
    case 'alternatives': {
      const all = shape.of
        .filter(
          (one) =>
            one.kind !== 'leaf' && (one.kind !== 'object' || one.typename === undefined || one.typename === typeName),
        )
        .map((one) => fieldOfShape(one, typeName, name));
      const found = all.filter((one) => one.kind !== 'absent');
      if (found.length === 0) return ABSENT;
      const merged = found.map((one) => one.shape).reduce(mergeShapes);
      const always = found.length === all.length && found.every((one) => one.kind === 'present');
      return { kind: always ? 'present' : 'possible', shape: merged };
    }
  }
}

/** The shape of two answers merged into one object. */
export function mergeShapes(a: OutputShape, b: OutputShape): OutputShape {
  if (a === b || b.kind === 'leaf') return a;
  if (a.kind === 'leaf') return b;
  if (a.kind === 'unknown' || b.kind === 'unknown') return UNKNOWN_SHAPE;
  if (a.kind === 'alternatives' || b.kind === 'alternatives') {
    const left = a.kind === 'alternatives' ? a.of : [a];
    const right = b.kind === 'alternatives' ? b.of : [b];
    return { kind: 'alternatives', of: left.flatMap((x) => right.map((y) => mergeShapes(x, y))) };
  }
  const members = new Map(a.members);
  for (const [name, shape] of b.members) {
    const other = members.get(name);
    members.set(name, other === undefined ? shape : mergeShapes(other, shape));
  }
  const typename = a.typename ?? b.typename;
  return { kind: 'object', members, open: a.open || b.open, ...(typename !== undefined && { typename }) };
}
