import type { OutputShape } from './output-shape.ts';

/** Data that no mapping has shaped. */
export const UNKNOWN: OutputShape = { kind: 'unknown' };

/** A scalar or null. */
export const LEAF: OutputShape = { kind: 'leaf' };

/** What a spread adds when it yields no value. */
export const NOTHING: OutputShape = { kind: 'object', members: new Map(), open: false };

/** More combinations of alternatives than these are not told apart. */
const MAX_ALTERNATIVES = 100;

/** One of these, flat and each once. None at all is a leaf: an empty array holds nothing. */
export function eitherOf(shapes: readonly OutputShape[]): OutputShape {
  const flat = new Set(shapes.flatMap((shape) => alternativesOf(shape)));
  if (flat.size > MAX_ALTERNATIVES) return UNKNOWN;
  const [first, ...others] = flat;
  return others.length === 0 ? (first ?? LEAF) : { kind: 'alternatives', of: [...flat] };
}

export function alternativesOf(shape: OutputShape): readonly OutputShape[] {
  return shape.kind === 'alternatives' ? shape.of : [shape];
}

/** The shape behind `.key`; on a list that of its elements' members. */
export function memberOf(shape: OutputShape, key: string): OutputShape {
  switch (shape.kind) {
    case 'unknown':
    case 'leaf':
      return shape;
    case 'object':
      return shape.members.get(key) ?? (shape.open ? UNKNOWN : LEAF);
    case 'alternatives':
      return eitherOf(shape.of.map((one) => memberOf(one, key)));
  }
}

/**
 * What an object holds after a spread of `added`: every combination of alternatives. Null absorbs the whole
 * object, and a spread that is a leaf can only be null, since nothing else of that kind is added.
 */
export function spreadInto(object: OutputShape, added: OutputShape): OutputShape {
  const combined = alternativesOf(object).flatMap((left) =>
    alternativesOf(added).map((right) => {
      if (left.kind === 'leaf' || right.kind === 'leaf') return LEAF;
      return mergeObjects(left, right);
    }),
  );
  return eitherOf(combined);
}

/** The shape of two objects merged; what is unknown leaves the other's members and opens it. */
function mergeObjects(a: OutputShape, b: OutputShape): OutputShape {
  if (a.kind !== 'object') return b.kind === 'object' ? { ...b, open: true } : UNKNOWN;
  if (b.kind !== 'object') return { ...a, open: true };
  const members = new Map(a.members);
  for (const [name, shape] of b.members) members.set(name, mergeMember(members.get(name), shape));
  const typename = b.typename ?? a.typename;
  return { kind: 'object', members, open: a.open || b.open, ...(typename !== undefined && { typename }) };
}

/** Two values for one name: objects merge, the later of two others counts. */
export function mergeMember(before: OutputShape | undefined, after: OutputShape): OutputShape {
  if (before === undefined || before.kind === 'leaf' || before === after) return after;
  if (after.kind === 'leaf') return before;
  if (before.kind === 'alternatives' || after.kind === 'alternatives') return UNKNOWN;
  return mergeObjects(before, after);
}
