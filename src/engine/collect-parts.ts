import { type FieldNode, type GraphQLObjectType, Kind, type SelectionSetNode } from 'graphql';
import { deferringOf } from '../incremental/directives.ts';
import type { Cut } from '../incremental/part.ts';
import { remember } from '../memo/remember.ts';
import { appliesTo, isIncluded, type Written } from '../planning/collect-fields.ts';

/** A deferred fragment at one place of an operation. */
export interface DeferUsage {
  readonly label: string | undefined;
  /** The deferred fragment in which it stands. */
  readonly parent: DeferUsage | undefined;
}

/** The deferred fragments that share a piece of the answer; none: it is in the first part. */
export type Usages = readonly DeferUsage[];

/** A field as it is written, and the deferred fragment in which it is. */
export interface FieldIn {
  readonly node: FieldNode;
  readonly usage: DeferUsage | undefined;
}

/** A selection set, and the deferred fragment in which it is. */
export interface SetIn {
  readonly set: SelectionSetNode;
  readonly usage: DeferUsage | undefined;
}

export type FieldsIn = ReadonlyMap<string, readonly FieldIn[]>;

/** The fields of one object, by the part of the answer in which they come. */
export interface CollectedParts {
  /** Those of the part that is being made. */
  readonly fields: FieldsIn;
  readonly deferred: readonly { readonly usages: Usages; readonly fields: FieldsIn }[];
  /** The deferred fragments that begin here, outer ones first. */
  readonly introduced: Usages;
}

export interface CutAs {
  /** Undefined: nothing is deferred, whatever the directives say. */
  readonly cut: Cut | undefined;
  /** The part that is being made. */
  readonly within: Usages;
}

/** Collects the fields of selection sets, each for the part in which it comes. Pure. */
export function collectParts(
  sets: readonly SetIn[],
  type: GraphQLObjectType,
  written: Written,
  { cut, within }: CutAs,
): CollectedParts {
  const isWhole = cut === 'whole';
  const introduced: DeferUsage[] = [];
  const present: Gathering = newGathering();
  /** Of the fragments that come whole: each has a world of its own. */
  const apart = new Map<DeferUsage, Gathering>();
  for (const { set, usage } of sets) collect(set, isWhole ? within[0] : usage, present);
  if (isWhole) {
    const deferred = [...apart].flatMap(([usage, { fields }]) =>
      fields.size === 0 ? [] : [{ usages: [usage], fields }],
    );
    return { fields: present.fields, deferred, introduced };
  }
  return { ...partition(present.fields, within), introduced };

  function collect(set: SelectionSetNode, usage: DeferUsage | undefined, into: Gathering): void {
    for (const node of set.selections) {
      if (!isIncluded(node.directives ?? [], written.flags)) continue;
      if (node.kind === Kind.FIELD) {
        const key = node.alias?.value ?? node.name.value;
        const found = into.fields.get(key);
        if (found === undefined) into.fields.set(key, [{ node, usage }]);
        else found.push({ node, usage });
        continue;
      }
      const fragment = node.kind === Kind.INLINE_FRAGMENT ? node : written.fragments[node.name.value];
      if (fragment === undefined || !appliesTo(fragment, type, written)) continue;
      const deferring = cut === undefined ? undefined : deferringOf(node, written.flags);
      if (deferring === undefined) {
        if (node.kind === Kind.INLINE_FRAGMENT || enter(node.name.value, usage, into)) {
          collect(fragment.selectionSet, usage, into);
        }
        continue;
      }
      const own: DeferUsage = { label: deferring.label, parent: usage };
      introduced.push(own);
      collect(fragment.selectionSet, own, isWhole ? remember(apart, own, newGathering) : into);
    }
  }
}

interface Gathering {
  readonly fields: Map<string, FieldIn[]>;
  readonly entered: Map<string, Set<DeferUsage | undefined>>;
}

function newGathering(): Gathering {
  return { fields: new Map(), entered: new Map() };
}

/** Whether a fragment is new here: it says nothing more where it stands already, or around that. */
function enter(name: string, usage: DeferUsage | undefined, { entered }: Gathering): boolean {
  const before = remember(entered, name, () => new Set());
  for (let around: DeferUsage | undefined = usage; ; around = around.parent) {
    if (before.has(around)) return false;
    if (around === undefined) break;
  }
  before.add(usage);
  return true;
}

/** A field comes with the fragments that ask for it, unless something around them asks for it too. */
function partition(all: FieldsIn, within: Usages): Pick<CollectedParts, 'fields' | 'deferred'> {
  const fields = new Map<string, readonly FieldIn[]>();
  const deferred: { usages: Usages; fields: Map<string, readonly FieldIn[]> }[] = [];
  for (const [key, found] of all) {
    const usages = usagesOf(found);
    if (areSame(usages, within)) {
      fields.set(key, found);
      continue;
    }
    let part = deferred.find((one) => areSame(one.usages, usages));
    if (part === undefined) {
      part = { usages, fields: new Map() };
      deferred.push(part);
    }
    part.fields.set(key, found);
  }
  return { fields, deferred };
}

function usagesOf(found: readonly FieldIn[]): Usages {
  const usages = new Set<DeferUsage>();
  for (const { usage } of found) {
    if (usage === undefined) return [];
    usages.add(usage);
  }
  return [...usages].filter((usage) => {
    for (let around = usage.parent; around !== undefined; around = around.parent) {
      if (usages.has(around)) return false;
    }
    return true;
  });
}

function areSame(one: Usages, other: Usages): boolean {
  return one.length === other.length && one.every((usage) => other.includes(usage));
}
