import { FAILURE_CODES } from '../execution/field-error.ts';
import type { CallObserver, CallOrigin, CallSite, CallStart, Reading } from '../execution/observer.ts';
import type { Exchange } from '../execution/operation.ts';
import { uniteCalls } from '../execution/trail.ts';
import type { CallEvent } from '../upstream/upstream.ts';
import type { AttemptRecord, CallRecord } from './record.ts';

type Attempt = { -readonly [Member in keyof AttemptRecord]: AttemptRecord[Member] };

/** Writes down what happens to one call. Fields and no closures: there may be thousands of them at once. */
export class CallRecorder implements CallObserver {
  readonly #start: CallStart;
  readonly #fromMs: number;
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

  /** `fromMs`: when the operation began. */
  constructor(start: CallStart, fromMs: number) {
    this.#start = start;
    this.#fromMs = fromMs;
    this.#sites = [...start.sites];
    this.event = (event) => this.#hear(event);
  }

  answered(exchange: Exchange, atMs: number): void {
    this.#exchange = exchange;
    this.#endMs = atMs - this.#fromMs;
  }

  read({ parseMs, mapMs, atMs }: Reading): void {
    this.#parseMs += parseMs;
    this.#mapMs += mapMs;
    this.#readMs ??= atMs - this.#fromMs;
  }

  joined({ sites }: CallOrigin): void {
    this.#joined += 1;
    this.#sites.push(...sites);
  }

  /** What is known so far. */
  record(): CallRecord {
    const { id, step, source, method, batch, atMs } = this.#start;
    const outcome = this.#exchange?.outcome;
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
      startMs: atMs - this.#fromMs,
      endMs: this.#endMs,
      readMs: this.#readMs,
      status: outcome?.ok ? outcome.value.status : undefined,
      code: outcome === undefined || outcome.ok ? undefined : FAILURE_CODES[outcome.failure.kind],
      refusedBy: refusalOf(this.#exchange),
      attempts: this.#exchange?.attempts ?? this.#attempts.length,
      seen: this.#attempts,
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
    const atMs = event.atMs - this.#fromMs;
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
        this.#queuedAtMs = atMs;
        return;
      case 'admitted':
        this.#limit = { calls: event.limit, isAdapted: event.isAdapted };
        return;
      case 'attempt':
        this.#attempts.push(newAttempt(this.#queuedAtMs ?? atMs, atMs, this.#limit));
        this.#queuedAtMs = undefined;
        this.#limit = undefined;
        return;
      case 'sent':
        if (attempt === undefined) return;
        attempt.sentMs = atMs;
        attempt.connection = event.newConnection ? (event.isAgain ? 'again' : 'new') : 'kept';
        attempt.tlsMs = event.tlsMs ?? 0;
        return;
      case 'written':
        if (attempt !== undefined) attempt.writtenMs = atMs;
        return;
      case 'first byte':
        if (attempt === undefined) return;
        attempt.firstByteMs = atMs;
        attempt.status = event.status;
        return;
      case 'ended':
        if (attempt !== undefined) attempt.endMs = atMs;
        return;
      case 'failed':
        if (attempt === undefined || attempt.endMs !== undefined) return;
        attempt.endMs = atMs;
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
