import type { Span } from '../../diagnostics/source-text.ts';

/**
 * What is known about the value of an expression before anything is called: the alternatives it may be.
 * `String` is string or null; an empty list of alternatives is a value that never comes to be.
 */
export type StaticType = readonly Alternative[];

/** One thing a value may be, and where in the text it is written; absent: what surrounds it says where. */
export interface Alternative {
  readonly shape: Shape;
  readonly at?: Span;
}

export type Shape =
  /** Response data, `$config`, custom scalars: anything, judged at run time. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'missing' }
  | { readonly kind: 'null' }
  | { readonly kind: 'string' }
  | { readonly kind: 'number' }
  | { readonly kind: 'boolean' }
  | { readonly kind: 'list'; readonly element: StaticType }
  | ObjectShape
  /** A name that cannot mean anything. It is an alternative like others, so that a result which does not contain it does not suffer. */
  | { readonly kind: 'fault'; readonly fault: NameFault };

export interface ObjectShape {
  readonly kind: 'object';
  /** How a message calls it: "the arguments", "`Meter`". */
  readonly title: string;
  /** The type of a member; undefined if it cannot exist. */
  readonly member: (name: string) => StaticType | undefined;
  readonly names: readonly string[];
  /** The members that the mapping itself writes: only these can contain a fault. */
  readonly written: readonly StaticType[];
}

export interface NameFault {
  readonly message: string;
  readonly hint?: string;
  readonly span: Span;
}

export const UNKNOWN: StaticType = [{ shape: { kind: 'unknown' } }];
export const MISSING: StaticType = [{ shape: { kind: 'missing' } }];
export const NULL: StaticType = [{ shape: { kind: 'null' } }];
export const STRING: StaticType = [{ shape: { kind: 'string' } }];
export const NUMBER: StaticType = [{ shape: { kind: 'number' } }];
export const BOOLEAN: StaticType = [{ shape: { kind: 'boolean' } }];

export function listOf(element: StaticType): StaticType {
  return [{ shape: { kind: 'list', element } }];
}

/** An object with exactly these members. */
export function objectOf(title: string, members: ReadonlyMap<string, StaticType>): StaticType {
  const shape: ObjectShape = {
    kind: 'object',
    title,
    member: (name) => members.get(name),
    names: [...members.keys()],
    written: [],
  };
  return [{ shape }];
}

/** An object every member of which has one type. */
export function recordOf(title: string, value: StaticType): StaticType {
  return [{ shape: { kind: 'object', title, member: () => value, names: [], written: [] } }];
}

export function faultOf(fault: NameFault): StaticType {
  return [{ shape: { kind: 'fault', fault }, at: fault.span }];
}

/** What `first` and `map` look at: the elements of a list, anything else as it is. */
export function elementOf(type: StaticType): StaticType {
  return type.flatMap((alternative) => (alternative.shape.kind === 'list' ? alternative.shape.element : [alternative]));
}

/** As an element of a list: what is missing becomes null there. */
export function asElement(type: StaticType): StaticType {
  return type.map((alternative) =>
    alternative.shape.kind === 'missing' ? { ...alternative, shape: { kind: 'null' } } : alternative,
  );
}

/** Without the alternatives of some kinds. */
export function without(type: StaticType, ...kinds: readonly Shape['kind'][]): StaticType {
  return type.filter((alternative) => !kinds.includes(alternative.shape.kind));
}

export function has(type: StaticType, ...kinds: readonly Shape['kind'][]): boolean {
  return type.some((alternative) => kinds.includes(alternative.shape.kind));
}

/** Says where the alternatives are written that do not know it yet. */
export function placedAt(type: StaticType, span: Span): StaticType {
  return type.map((alternative) => (alternative.at === undefined ? { ...alternative, at: span } : alternative));
}

/** Forgets where they are written: a variable's value belongs to the place that reads it. */
export function unplaced(type: StaticType): StaticType {
  return type.map(({ shape }) => ({ shape }));
}
