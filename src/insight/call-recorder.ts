import { FAILURE_CODES } from '../execution/field-error.ts';
import type { CallObserver, CallOrigin, CallSite, CallStart, Reading } from '../execution/observer.ts';
import type { Exchange } from '../execution/operation.ts';
import { uniteCalls } from '../execution/trail.ts';
import type { CallEvent } from '../upstream/upstream.ts';
import type { AttemptRecord, CallRecord } from './record.ts';

type Attempt = { -readonly [Member in keyof AttemptRecord]: AttemptRecord[Member] };

/** Writes down what happens to one call. Fields and no closures: there may be thousands of them at once. */
export class CallRecorder implements CallObserver {
  readonly start: CallStart;
  /** Stays the same function, so that the call need not be known to whoever calls it. */
  readonly event: (event: CallEvent) => void;
  readonly #sites: CallSite[];
  readonly #attempts: Attempt[] = [];
  #joined = 0;
  #queuedAtMs: number | undefined;
  #limit: AttemptRecord['limit'];
  #heldMs = 0;
  #cache: string | undefined;
  #isCoalesced = false;
  #isHedged = false;
  #exchange: Exchange | undefined;
  #endMs: number | undefined;
  #parseMs = 0;
  #mapMs = 0;
  #readMs: number | undefined;

  constructor(start: CallStart) {
    this.start = start;
    this.#sites = [...start.sites];
    this.event = (event) => this.#hear(event);
  }

  answered(exchange: Exchange, atMs: number): void {
    this.#exchange = exchange;
    this.#endMs = atMs;
  }

  read({ parseMs, mapMs, atMs }: Reading): void {
    this.#parseMs += parseMs;
    this.#mapMs += mapMs;
    this.#readMs ??= atMs;
  }

  joined({ sites }: CallOrigin): void {
    this.#joined += 1;
    this.#sites.push(...sites);
  }

  /** What is known so far, from the moment at which the operation began. */
  record(fromMs: number): CallRecord {
    const { id, step, source, method, batch, atMs } = this.start;
    const outcome = this.#exchange?.outcome;
    const since = (ms: number): number => ms - fromMs;
    const sinceIf = (ms: number | undefined): number | undefined => (ms === undefined ? undefined : ms - fromMs);
    return {
      id,
      connector: step?.connector.coordinate,
      source: source.name,
      upstream: source.limitKey,
      method,
      path: this.#sites[0]?.path() ?? [],
      places: this.#sites.reduce((sum, { count }) => sum + count, 0),
      joined: this.#joined,
      waitsFor: uniteCalls(...this.#sites.map(({ waitsFor }) => waitsFor)),
      resolver: this.#sites[0]?.resolver,
      batch,
      startMs: since(atMs),
      endMs: sinceIf(this.#endMs),
      readMs: sinceIf(this.#readMs),
      status: outcome?.ok ? outcome.value.status : undefined,
      code: outcome === undefined || outcome.ok ? undefined : FAILURE_CODES[outcome.failure.kind],
      refusedBy: refusalOf(this.#exchange),
      attempts: this.#exchange?.attempts ?? this.#attempts.length,
      seen: this.#attempts.map((attempt) => ({
        ...attempt,
        queuedAtMs: since(attempt.queuedAtMs),
        startMs: since(attempt.startMs),
        sentMs: sinceIf(attempt.sentMs),
        writtenMs: sinceIf(attempt.writtenMs),
        firstByteMs: sinceIf(attempt.firstByteMs),
        endMs: sinceIf(attempt.endMs),
      })),
      heldMs: this.#heldMs,
      cache: this.#cache,
      isCoalesced: this.#isCoalesced,
      isHedged: this.#isHedged,
      parseMs: this.#parseMs,
      mapMs: this.#mapMs,
    };
  }

  /** An event of a second attempt beside the first does not say whose it is: it is taken for the later one's. */
  #hear(event: CallEvent): void {
    const attempt = this.#attempts.at(-1);
    switch (event.kind) {
      case 'coalesced':
        this.#isCoalesced = true;
        return;
      case 'cache':
        this.#cache = event.status;
        return;
      case 'hedged':
        this.#isHedged = true;
        return;
      case 'held':
        this.#heldMs += event.forMs;
        return;
      case 'queued':
        this.#queuedAtMs = event.atMs;
        return;
      case 'admitted':
        this.#limit = { calls: event.limit, isAdapted: event.isAdapted };
        return;
      case 'attempt':
        this.#attempts.push(newAttempt(this.#queuedAtMs ?? event.atMs, event.atMs, this.#limit));
        this.#queuedAtMs = undefined;
        this.#limit = undefined;
        return;
      case 'sent':
        if (attempt === undefined) return;
        attempt.sentMs = event.atMs;
        attempt.connection = event.newConnection ? (event.isAgain ? 'again' : 'new') : 'kept';
        attempt.tlsMs = event.tlsMs ?? 0;
        return;
      case 'written':
        if (attempt !== undefined) attempt.writtenMs = event.atMs;
        return;
      case 'first byte':
        if (attempt === undefined) return;
        attempt.firstByteMs = event.atMs;
        attempt.status = event.status;
        return;
      case 'ended':
        if (attempt !== undefined) attempt.endMs = event.atMs;
        return;
      case 'failed':
        if (attempt === undefined || attempt.endMs !== undefined) return;
        attempt.endMs = event.atMs;
        attempt.failed = event.failure.kind;
        return;
    }
  }
}

function refusalOf(exchange: Exchange | undefined): string | undefined {
  if (exchange === undefined || exchange.outcome.ok) return undefined;
  const { failure } = exchange.outcome;
  return failure.kind === 'refused' ? failure.by : undefined;
}

function newAttempt(queuedAtMs: number, startMs: number, limit: AttemptRecord['limit']): Attempt {
  return {
    queuedAtMs,
    startMs,
    limit,
    sentMs: undefined,
    connection: undefined,
    tlsMs: 0,
    writtenMs: undefined,
    firstByteMs: undefined,
    endMs: undefined,
    failed: undefined,
    status: undefined,
  };
}
