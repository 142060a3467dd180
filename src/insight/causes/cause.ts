import type { CallRecord, OperationRecord } from '../record.ts';

/** Why time passed in which something of an operation could have run and did not. */
export interface FoundCause {
  readonly kind: CauseKind;
  /** The call that lost most by it. */
  readonly call?: number;
  /** The field whose TypeScript resolver did. */
  readonly resolver?: string;
  /** What that one lost. */
  readonly ms: number;
  /** In words, with numbers. */
  readonly text: string;
  /** What to change. */
  readonly mend: string;
}

/** docs/why-not-overlapping.md has a chapter for each. */
export type CauseKind =
  | 'key'
  | 'connections'
  | 'queue'
  | 'rate limit'
  | 'connect'
  | 'new connections'
  | 'event loop'
  | 'processor'
  | 'sequential awaits'
  | 'batch split'
  | 'retry'
  | 'slow upstream';

/** Looks for one cause. Pure. */
export type FindCauses = (record: OperationRecord) => readonly FoundCause[];

/** Less is within what timers, sockets and collections of garbage take anyway. */
const LEAST_MS = 10;

/** A tenth of the whole is what nobody waits for: the largest causes are to be seen, not all. */
const LEAST_SHARE = 0.1;

/** Whether so much of an operation is worth a word. Pure. */
export function isWorthTelling(ms: number, { wallMs }: OperationRecord, leastMs = LEAST_MS): boolean {
  return ms >= leastMs && ms >= wallMs * LEAST_SHARE;
}

/** A call as people know it. Pure. */
export function nameOf({ connector, source }: CallRecord): string {
  if (connector !== undefined) return `\`${connector}\``;
  return `a resolver's call to \`${source}\``;
}

/** An upstream as people know it. Pure. */
export function upstreamOf({ source, connector, upstream }: CallRecord): string {
  return `\`${source ?? connector ?? upstream}\``;
}

/** Whole milliseconds, as people say them. Pure. */
export function inMs(ms: number): string {
  return `${Math.round(ms)} ms`;
}

/** "1 call", "2 calls". Pure. */
export function count(number: number, one: string): string {
  return `${number} ${one}${number === 1 ? '' : 's'}`;
}

/** When a call's answer was there; still under way at the end: then. Pure. */
export function endOf({ endMs }: CallRecord, { wallMs }: OperationRecord): number {
  return endMs ?? wallMs;
}

/** The one that lost most, and how many lost anything. */
export interface Worst {
  readonly call: CallRecord;
  readonly ms: number;
  readonly calls: number;
}

/** What calls lost, by what they have in common. Pure. */
export function worstBy(
  { calls }: OperationRecord,
  lost: (call: CallRecord) => number,
  keyOf: (call: CallRecord) => string = ({ upstream }) => upstream,
): readonly Worst[] {
  const found = new Map<string, Worst>();
  for (const call of calls) {
    const ms = lost(call);
    if (ms <= 0) continue;
    const key = keyOf(call);
    const known = found.get(key);
    const worst = known === undefined || ms > known.ms ? { call, ms } : known;
    found.set(key, { call: worst.call, ms: worst.ms, calls: (known?.calls ?? 0) + 1 });
  }
  return [...found.values()];
}
