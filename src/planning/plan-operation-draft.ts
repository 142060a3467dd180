import type { OutlinedCall, OutlinedResolver, OutlinedRows, OutlinedWait } from './plan-operation-outline.ts';
import type { Step } from './step.ts';

/** A call or a resolver while an operation is walked; waits may still become shorter. */
export interface Draft {
  readonly made: { readonly kind: 'call'; readonly step: Step } | { readonly kind: 'resolver'; readonly field: string };
  readonly paths: Set<string>;
  readonly rows: OutlinedRows;
  waits: Waits;
  /** The call that brings the object, where this one may start beside it. */
  readonly beside?: Draft | undefined;
  /** It started beside that one. */
  isBeside?: boolean;
  onlyIfMissing: boolean;
}

/** What a draft waits for, and why. */
export type Waits = ReadonlyMap<Draft, Wait>;

export type Wait = Omit<OutlinedWait, 'id'>;

/** The longest chain of calls that ends here; a resolver adds none. Pure. */
export function waveOf(draft: Draft, known = new Map<Draft, number>()): number {
  const before = known.get(draft);
  if (before !== undefined) return before;
  const wave = (draft.made.kind === 'call' ? 1 : 0) + chainOf(draft.waits, known);
  known.set(draft, wave);
  return wave;
}

/** The longest chain of calls among these waits. Pure. */
export function chainOf(waits: Waits, known = new Map<Draft, number>()): number {
  return Math.max(0, ...[...waits.keys()].map((draft) => waveOf(draft, known)));
}

/** Calls that may start beside the one that brings their object do: they wait for what that one waits for. */
export function startBeside(drafts: readonly Draft[]): void {
  for (const draft of drafts) {
    const { beside } = draft;
    if (beside === undefined || draft.onlyIfMissing) continue;
    draft.waits = new Map([...beside.waits.keys()].map((waited) => [waited, { why: 'parent', members: [] }]));
    draft.isBeside = true;
  }
}

/** Whether a draft cannot begin before another has ended. Pure. */
export function isAfter(draft: Draft, other: Draft): boolean {
  const reached = new Set([draft]);
  // Grows while it is walked; many ways lead to one draft.
  for (const one of reached) {
    if (one === other) return true;
    for (const waited of one.waits.keys()) reached.add(waited);
  }
  return false;
}

/** Those that no other one of them waits for. Pure. */
export function lastOf(drafts: readonly Draft[]): readonly Draft[] {
  return drafts.filter((draft) => !drafts.some((other) => other !== draft && isAfter(other, draft)));
}

/** How often a step is called for so many objects, and how many calls that makes at most. Pure. */
export function countCalls(step: Step, rows: OutlinedRows): Pick<OutlinedCall, 'made' | 'maxCalls'> {
  if (step.kind === 'batch') {
    const size = step.connector.maxBatchSize ?? Number.POSITIVE_INFINITY;
    return { made: 'in batches', maxCalls: Math.max(1, Math.ceil(rows.atMost / size)) };
  }
  return isSameForAll(step) || rows.list === undefined
    ? { made: 'once', maxCalls: 1 }
    : { made: 'per row', maxCalls: rows.atMost };
}

/** It reads nothing of its object, so that equal arguments make one call. */
export function isSameForAll(step: Step): boolean {
  return step.kind === 'field' && step.safe && step.needs.size === 0 && !step.needsWhole;
}

/** Drafts with their names. Pure. */
export function nameDrafts(drafts: readonly Draft[]): ReadonlyMap<Draft, string> {
  let calls = 0;
  let resolvers = 0;
  return new Map(
    drafts.map((draft) => {
      if (draft.made.kind === 'call') calls += 1;
      else resolvers += 1;
      return [draft, draft.made.kind === 'call' ? `c${calls}` : `t${resolvers}`];
    }),
  );
}

export function printWaits({ waits }: Draft, names: ReadonlyMap<Draft, string>): OutlinedResolver['waitsFor'] {
  return [...waits].map(([draft, { why, members }]) => ({ id: names.get(draft) ?? '', why, members }));
}
