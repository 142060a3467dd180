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
export const PHASES = ['held', 'queued', 'connect', 'sent', 'firstByte', 'body', 'parse', 'map'] as const;
export type PhaseName = (typeof PHASES)[number];

export const PHASE_LABELS: Readonly<Record<PhaseName, string>> = {
  held: 'held by rate limit',
  queued: 'queued',
  connect: 'connecting',
  sent: 'sending',
  firstByte: 'waiting for first byte',
  body: 'reading body',
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
export function endOf({ startMs, elapsedMs }: TracedCall): number {
  return startMs + elapsedMs;
}

function readCall(call: Members): TracedCall {
  const connector = textOf(call.connector);
  const source = textOf(call.source);
  const resolver = textOf(call.resolver);
  const phases = isMembers(call.phases) ? call.phases : {};
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
    phases: PHASES.map((name) => ({ name, ms: numberOf(phases[`${name}Ms`]) })).filter(({ ms }) => ms > 0),
    notes: notesOn(call),
  };
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
