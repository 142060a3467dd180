/** What `extensions.overlap` tells of a run, as far as this page shows it. Times are milliseconds. */
export interface Trace {
  readonly overlapFactor: number;
  readonly wallMs: number;
  readonly upstreamMs: number;
  readonly calls: readonly TracedCall[];
  readonly moreCalls: number;
  readonly causes: readonly TracedCause[];
}

export interface TracedCall {
  readonly id: number;
  readonly name: string;
  readonly connector: string | undefined;
  readonly source: string | undefined;
  readonly resolver: string | undefined;
  readonly path: readonly (string | number)[];
  readonly method: string;
  readonly status: number | undefined;
  readonly code: string | undefined;
  readonly waitsFor: readonly number[];
  readonly startMs: number;
  readonly elapsedMs: number;
  readonly phases: readonly Phase[];
  /** What else is worth a word: attempts, cache, batch. */
  readonly notes: readonly string[];
}

export interface TracedCause {
  readonly call: number | undefined;
  readonly kind: string;
  readonly ms: number;
  readonly text: string;
  readonly mend: string;
}

/** The phases of a call, in the order in which they happen. */
export const PHASES = ['held', 'queued', 'connect', 'sent', 'firstByte', 'body', 'other', 'parse', 'map'] as const;
export type PhaseName = (typeof PHASES)[number];

export const PHASE_LABELS: Readonly<Record<PhaseName, string>> = {
  held: 'held by rate limit',
  queued: 'queued',
  connect: 'connecting',
  sent: 'sending',
  firstByte: 'waiting for first byte',
  body: 'reading body',
  other: 'between attempts, or for another’s answer',
  parse: 'parsing',
  map: 'mapping',
};

export interface Phase {
  readonly name: PhaseName;
  readonly ms: number;
}

type Members = Readonly<Record<string, unknown>>;

/** Reads a trace; undefined: there is none. What is absent or of another type counts as nothing. */
export function readTrace(told: unknown): Trace | undefined {
  if (!isMembers(told) || !Array.isArray(told.calls)) return undefined;
  return {
    overlapFactor: numberOf(told.overlapFactor),
    wallMs: numberOf(told.wallMs),
    upstreamMs: numberOf(told.upstreamMs),
    calls: told.calls.filter(isMembers).map(readCall),
    moreCalls: numberOf(told.moreCalls),
    causes: listOf(told.causes).filter(isMembers).map(readCause),
  };
}

/** When a call, reading its answer included, was over. */
export function endOf({ startMs, phases }: TracedCall): number {
  return startMs + sumOf(phases);
}

function readCall(call: Members): TracedCall {
  const connector = textOf(call.connector);
  const source = textOf(call.source);
  const resolver = textOf(call.resolver);
  return {
    id: numberOf(call.id),
    name: connector ?? (resolver === undefined ? (source ?? 'call') : `${resolver} → ${source ?? 'call'}`),
    connector,
    source,
    resolver,
    path: listOf(call.path).filter((key) => typeof key === 'string' || typeof key === 'number'),
    method: textOf(call.method) ?? 'GET',
    status: typeof call.status === 'number' ? call.status : undefined,
    code: textOf(call.code),
    waitsFor: listOf(call.waitsFor).filter((id) => typeof id === 'number'),
    startMs: numberOf(call.startMs),
    elapsedMs: numberOf(call.elapsedMs),
    phases: readPhases(call),
    notes: notesOn(call),
  };
}

/**
 * The phases of all attempts, one after the other. Together they are as long as the call took: what no phase explains
 * stands between them; attempts that ran beside each other (hedging) are drawn as the last one.
 */
function readPhases(call: Members): readonly Phase[] {
  const told = isMembers(call.phases) ? call.phases : {};
  const reading = phasesIn(told, AFTER_ARRIVAL);
  const attempts = listOf(call.tried).filter(isMembers);
  const last = phasesIn(told, BEFORE_ARRIVAL);
  const all = attempts.map((attempt) => phasesIn(attempt, BEFORE_ARRIVAL));
  const elapsedMs = numberOf(call.elapsedMs);
  const fits = attempts.length > 1 && sumOf(all.flat()) <= elapsedMs + ROUNDING_MS;
  const attempted = fits ? all : [last];
  const restMs = elapsedMs - sumOf(attempted.flat());
  const gaps = Math.max(1, attempted.length - 1);
  const other: readonly Phase[] = restMs > ROUNDING_MS ? [{ name: 'other', ms: restMs / gaps }] : [];
  const before = attempted.length === 1 ? other : [];
  return [
    ...before,
    ...attempted.flatMap((phases, index) => (index === 0 ? phases : [...other, ...phases])),
    ...reading,
  ];
}

const AFTER_ARRIVAL: readonly PhaseName[] = ['parse', 'map'];
const BEFORE_ARRIVAL = PHASES.filter((name) => name !== 'other' && !AFTER_ARRIVAL.includes(name));

/** Phases are told in tenths, and turns of the event loop are no phase. */
const ROUNDING_MS = 5;

function phasesIn(told: Members, names: readonly PhaseName[]): readonly Phase[] {
  return names.map((name) => ({ name, ms: numberOf(told[`${name}Ms`]) })).filter(({ ms }) => ms > 0);
}

function sumOf(phases: readonly Phase[]): number {
  return phases.reduce((sum, { ms }) => sum + ms, 0);
}

function notesOn({ attempts, cache, batch, coalesced, hedged, places, unfinished }: Members): readonly string[] {
  const isBatch = isMembers(batch);
  return [
    ...(numberOf(attempts) > 1 ? [`${attempts} attempts`] : []),
    ...(isBatch
      ? [`batch of ${batch.size}${numberOf(batch.of) > 1 ? `, part ${numberOf(batch.index) + 1} of ${batch.of}` : ''}`]
      : []),
    ...(!isBatch && numberOf(places) > 1 ? [`for ${places} places`] : []),
    ...(coalesced === true ? ['shared with an equal call'] : []),
    ...(hedged === true ? ['hedged'] : []),
    ...(unfinished === true ? ['unfinished'] : []),
    ...(typeof cache === 'string' && /;\s*hit/.test(cache) ? ['from the cache'] : []),
  ];
}

function readCause(cause: Members): TracedCause {
  return {
    call: typeof cause.call === 'number' ? cause.call : undefined,
    kind: textOf(cause.kind) ?? 'cause',
    ms: numberOf(cause.ms),
    text: textOf(cause.text) ?? '',
    mend: textOf(cause.mend) ?? '',
  };
}

function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function numberOf(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : 0;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
