import { createLoader, type Loader } from '../batching/loader.ts';
import type { Json } from '../json/json.ts';
import { failed, type Outcome } from '../json/outcome.ts';
import type { Scope } from '../mapping/scope.ts';
import { remember } from '../memo/remember.ts';
import type { Step } from '../planning/step.ts';
import type { WrittenOperation } from '../planning/wanted-fields.ts';
import type { Deadline } from '../time/deadline.ts';
import { keyOfRequest } from '../upstream/request-key.ts';
import type { CallTally, Reusable, Upstream, UpstreamOutcome, UpstreamRequest } from '../upstream/upstream.ts';
import { baseScope, bindInputs } from './bind-inputs.ts';
import { callBatch, callOne, type Load } from './call-step.ts';
import type { ClientHeaders } from './client-headers.ts';
import { createErrorLog, type ErrorLog } from './error-log.ts';
import type { Cause, Failure } from './failure.ts';
import type { ReadyPolicy } from './failure-policy.ts';
import { identityHeaders, identityOf } from './identity.ts';
import { createMappingLog, type MappingLog } from './mapping-log.ts';
import type { CallObserver, CallOrigin, OperationObserver } from './observer.ts';
import { withOwnHeaders, withSettingsHeaders } from './outgoing-headers.ts';
import { prunedSteps } from './pruned-steps.ts';
import type { ReadyStep, Runtime, SourceRuntime } from './runtime.ts';
import { type StaleValue, staleAnswer } from './stale-value.ts';
import { Trail } from './trail.ts';

/** What a client's request brings with it. */
export interface OperationInput {
  readonly headers: ClientHeaders;
  /** Aborts when the client leaves. */
  readonly signal: AbortSignal;
  readonly deadline: Deadline;
  /** Values of `$context` beside the fixed ones. */
  readonly context?: Readonly<Record<string, Json>>;
  /** What was asked, so that mappings do no more than that. */
  readonly written?: WrittenOperation;
  /** Whether to keep what mappings notice. */
  readonly trace?: boolean;
  /** Who looks at what it does; absent: nobody. */
  readonly observer?: OperationObserver;
  /** Where calls are counted; absent: nowhere. */
  readonly effort?: Effort | undefined;
  /** Who hears of the calls that are polled; absent: nobody comes back for more. */
  readonly polled?: PollWatch;
}

/** What an operation has cost its upstreams; counted up as its calls are answered. */
export interface Effort {
  calls: number;
  /** Times of all calls together. */
  upstreamMs: number;
}

/** Hears what became of the call that a subscription repeats. */
export interface PollWatch {
  /** What `@poll(while:)` says of the answer is not true: there will be nothing more to see. */
  ended(): void;
  /** `retryAfterMs`: how long the upstream asks to be left alone, where it says so. */
  failed(retryAfterMs: number | undefined): void;
}

export type CallResult = Outcome<Json | undefined, Failure>;

/** One answer of an upstream, or why there is none, with what it took. */
export interface Exchange {
  readonly outcome: UpstreamOutcome | { readonly ok: false; readonly failure: Cause };
  readonly attempts: number;
  readonly elapsedMs: number;
  /** By whom it was seen, and as what. */
  readonly seen: SeenCall | undefined;
}

/** A call that is looked at. */
export interface SeenCall {
  readonly id: number;
  readonly origin: CallOrigin;
  readonly observer: CallObserver | undefined;
}

/** One operation while it runs: what its calls share, count and remember. */
export interface Operation {
  readonly runtime: Runtime;
  readonly input: OperationInput;
  readonly errors: ErrorLog;
  // Absent unless the operation is traced.
  readonly mapping: MappingLog | undefined;
  /** Which calls led to which; absent unless somebody looks closely. */
  readonly trail: Trail | undefined;
  /** Values that are older than they should be. */
  readonly stale: readonly StaleValue[];
  /** Until when all that was read may be used again, by upstreams' own word; infinite before the first call, 0 where one says nothing. */
  readonly reusableUntilEpochMs: number;
  /** Whether something that was read is for this caller alone. */
  readonly isPrivate: boolean;
  /** Why the whole operation fails, once a call failed without which nothing makes sense. */
  readonly fatal: Failure | undefined;
  /** A step, its mapping pruned to what the operation wants. */
  ready(step: Step): ReadyStep;
  /** Calls a step; loads of one tick are gathered and equal ones made once. */
  load(step: Step, load: Load): Promise<CallResult>;
  /**
   * Sends a request, with the headers that the source's settings add to it; equal GETs of the operation are one.
   * `revalidate`: what is kept will do only if the upstream confirms it now. `origin` is there where somebody looks.
   */
  send(source: SourceRuntime, request: UpstreamRequest, revalidate?: boolean, origin?: CallOrigin): Promise<Exchange>;
  /** The variables that every call of a step sees. */
  scopeOf(step: Step): Scope;
  /** Forgets what was read, so that what follows sees the effects of a write. */
  forget(): void;
}

export function createOperation(runtime: Runtime, input: OperationInput): Operation {
  return new RunningOperation(runtime, input);
}

/**
 * What most operations do not need is made when it is needed. A class, because an accessor in an object literal gets a
 * hidden class of its own each time: V8 keeps those, and all that the accessor sees, until a full collection.
 */
class RunningOperation implements Operation {
  readonly runtime: Runtime;
  readonly input: OperationInput;
  readonly mapping: MappingLog | undefined;
  readonly trail: Trail | undefined;
  readonly stale: StaleValue[] = [];
  reusableUntilEpochMs = Number.POSITIVE_INFINITY;
  isPrivate = false;
  #fatal: Failure | undefined;
  #errors: ErrorLog | undefined;
  readonly #pruned: ((step: Step) => ReadyStep) | undefined;
  readonly #scopes = new Map<Step, Scope>();
  readonly #batches = new Map<Step, Loader<Load, CallResult>>();
  readonly #answers = new Map<Step, Map<string, Promise<CallResult>>>();
  readonly #exchanges = new Map<Upstream, Map<string, Promise<Exchange>>>();
  /** Calls made, by the key under which they are limited. */
  readonly #sent = new Map<string, number>();
  #lastCall = 0;

  constructor(runtime: Runtime, input: OperationInput) {
    this.runtime = runtime;
    this.input = input;
    this.mapping = input.trace === true ? createMappingLog() : undefined;
    this.trail = input.observer?.detail === 'phases' ? new Trail() : undefined;
    this.#pruned = input.written === undefined ? undefined : prunedSteps(runtime, input.written);
  }

  get errors(): ErrorLog {
    this.#errors ??= createErrorLog();
    return this.#errors;
  }

  get fatal(): Failure | undefined {
    return this.#fatal;
  }

  ready(step: Step): ReadyStep {
    const whole = this.runtime.ready(step);
    // A value that may be given to a later operation is mapped whole.
    return (whole.policy === undefined ? this.#pruned?.(step) : undefined) ?? whole;
  }

  load(step: Step, load: Load): Promise<CallResult> {
    if (load.site !== undefined) this.trail?.place(step, load.key, load.site);
    const result = step.kind === 'batch' ? this.#batchOf(step).load(load) : this.#answerOf(step, load);
    const { policy } = this.runtime.ready(step);
    return policy === undefined ? result : result.then((one) => this.#applyPolicy(policy, step, load, one));
  }

  send(
    source: SourceRuntime,
    built: UpstreamRequest,
    revalidate = false,
    origin: CallOrigin | undefined = undefined,
  ): Promise<Exchange> {
    const { deadlineRequestHeader } = this.runtime;
    const request = withSettingsHeaders(built, source, this.input.headers, deadlineRequestHeader);
    const key = keyOfRequest(request);
    if (request.method !== 'GET') return this.#exchange(source, request, key, revalidate, origin);
    const ofUpstream = remember(this.#exchanges, source.upstream, newMap<Promise<Exchange>>);
    return remember(ofUpstream, key, () => this.#exchange(source, request, key, revalidate, origin));
  }

  scopeOf(step: Step): Scope {
    return remember(this.#scopes, step, () => baseScope(this.runtime.ready(step), this.runtime, this.input));
  }

  forget(): void {
    this.#batches.clear();
    this.#answers.clear();
    this.#exchanges.clear();
  }

  /** Loads of one tick are one call. */
  #batchOf(step: Step): Loader<Load, CallResult> {
    return remember(this.#batches, step, () => {
      const ready = this.ready(step);
      return createLoader((loads: readonly Load[]) => callBatch(ready, loads, this), keyOfLoad);
    });
  }

  /** Each load is a call of its own, which starts at once. */
  #answerOf(step: Step, load: Load): Promise<CallResult> {
    const ofStep = remember(this.#answers, step, newMap<Promise<CallResult>>);
    return remember(ofStep, load.key, () => callOne(this.ready(step), load, this));
  }

  #applyPolicy(policy: ReadyPolicy, step: Step, load: Load, result: CallResult): CallResult {
    const ready = this.runtime.ready(step);
    const names = identityHeaders([ready]);
    const caller = names === undefined ? undefined : identityOf(names, this.input.headers);
    const applied = policy.apply(result, {
      key: caller === undefined ? undefined : `${load.key} ${caller}`,
      scope: () => bindInputs(ready, this.scopeOf(step), load),
      noteStale: (value) => this.#noteStale(value),
      fail: (failure) => {
        this.#fatal ??= failure;
      },
    });
    this.trail?.note(applied, this.trail.of(result));
    return applied;
  }

  #noteReuse(reusable: Reusable | undefined): void {
    if (reusable === undefined) this.reusableUntilEpochMs = 0;
    else {
      this.reusableUntilEpochMs = Math.min(this.reusableUntilEpochMs, reusable.untilEpochMs);
      this.isPrivate ||= reusable.isPrivate;
    }
  }

  #noteStale(value: StaleValue): void {
    if (this.stale.length < MAX_STALE) this.stale.push(value);
  }

  #exchange(
    source: SourceRuntime,
    request: UpstreamRequest,
    key: string,
    revalidate: boolean,
    origin: CallOrigin | undefined,
  ): Promise<Exchange> {
    const limit = source.maxRequestsPerOperation;
    if (!this.#mayCall(source)) {
      const outcome = failed({ kind: 'request limit' as const, limit });
      return Promise.resolve({ outcome, attempts: 0, elapsedMs: 0, seen: undefined });
    }
    const { clock, writes } = this.runtime;
    const isWrite = request.method !== 'GET';
    if (isWrite) writes.count += 1;
    const startMs = clock.now();
    const tally: CallTally = { attempts: 0, stale: undefined, cache: undefined };
    const seen = origin === undefined ? undefined : this.#see(source, request.method, origin, startMs);
    const observe = seen?.observer?.event;
    // What may have changed something upstream runs to its end, whoever still listens.
    const signal = isWrite ? NEVER : this.input.signal;
    const context = { signal, deadline: this.input.deadline, observe, tally, key, revalidate };
    const added = seen?.observer?.headers;
    const sent = added === undefined ? request : withOwnHeaders(request, added);
    return source.upstream.send(sent, context).then((outcome) => {
      if (isWrite) writes.count += 1;
      this.#noteReuse(isWrite || !outcome.ok ? undefined : outcome.value.reusable);
      const endMs = clock.now();
      const { effort } = this.input;
      if (effort !== undefined) {
        effort.calls += 1;
        effort.upstreamMs += endMs - startMs;
      }
      const exchanged = { outcome, attempts: tally.attempts, elapsedMs: endMs - startMs, seen };
      if (tally.stale !== undefined) this.#noteStale(staleAnswer(source, tally.stale));
      seen?.observer?.answered?.(exchanged, endMs);
      return exchanged;
    });
  }

  #see(source: SourceRuntime, method: string, origin: CallOrigin, atMs: number): SeenCall {
    this.#lastCall += 1;
    const id = this.#lastCall;
    const observer = this.input.observer?.call({ id, source, method, atMs, ...origin });
    return { id, origin, observer };
  }

  /** Counts a call, unless there were as many as there may be. */
  #mayCall({ limitKey, maxRequestsPerOperation }: SourceRuntime): boolean {
    const before = this.#sent.get(limitKey) ?? 0;
    if (before >= maxRequestsPerOperation) return false;
    this.#sent.set(limitKey, before + 1);
    return true;
  }
}

const NEVER = new AbortController().signal;

/** How many stale values are listed. */
const MAX_STALE = 100;

function newMap<Value>(): Map<string, Value> {
  return new Map();
}

function keyOfLoad(load: Load): string {
  return load.key;
}
