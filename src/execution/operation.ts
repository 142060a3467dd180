import { createLoader, type Loader } from '../batching/loader.ts';
import type { Json } from '../json/json.ts';
import { failed, type Outcome } from '../json/outcome.ts';
import type { Scope } from '../mapping/scope.ts';
import { remember } from '../memo/remember.ts';
import type { Step } from '../planning/step.ts';
import { type WrittenOperation, wantedFields } from '../planning/wanted-fields.ts';
import type { Deadline } from '../time/deadline.ts';
import type { Upstream, UpstreamOutcome, UpstreamRequest } from '../upstream/upstream.ts';
import { baseScope, bindInputs } from './bind-inputs.ts';
import { type CallLog, createCallLog, watchCall } from './call-log.ts';
import { callStep, type Load } from './call-step.ts';
import type { ClientHeaders } from './client-headers.ts';
import { createErrorLog, type ErrorLog } from './error-log.ts';
import type { Cause, Failure } from './failure.ts';
import type { ReadyPolicy } from './failure-policy.ts';
import { identityHeaders, identityOf } from './identity.ts';
import { createMappingLog, type MappingLog } from './mapping-log.ts';
import { withSettingsHeaders } from './outgoing-headers.ts';
import { pruneStep, type ReadyStep, type Runtime, type SourceRuntime } from './runtime.ts';
import { type StaleValue, staleAnswer } from './stale-value.ts';

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
  /** Whether to keep what mappings notice and calls meet. */
  readonly trace?: boolean;
}

export type CallResult = Outcome<Json | undefined, Failure>;

/** One answer of an upstream, or why there is none, with what it took. */
export interface Exchange {
  readonly outcome: UpstreamOutcome | { readonly ok: false; readonly failure: Cause };
  readonly attempts: number;
  readonly elapsedMs: number;
}

/** One operation while it runs: what its calls share, count and remember. */
export interface Operation {
  readonly runtime: Runtime;
  readonly input: OperationInput;
  readonly errors: ErrorLog;
  // Absent unless the operation is traced.
  readonly mapping: MappingLog | undefined;
  readonly calls: CallLog | undefined;
  /** Values that are older than they should be. */
  readonly stale: readonly StaleValue[];
  /** Why the whole operation fails, once a call failed without which nothing makes sense. */
  readonly fatal: Failure | undefined;
  /** A step, its mapping pruned to what the operation wants. */
  ready(step: Step): ReadyStep;
  /** Calls a step; loads of one tick are gathered and equal ones made once. */
  load(step: Step, load: Load): Promise<CallResult>;
  /** Sends a request, with the headers that the source's settings add to it; equal GETs of the operation are one. */
  send(source: SourceRuntime, request: UpstreamRequest): Promise<Exchange>;
  /** The variables that every call of a step sees. */
  scopeOf(step: Step): Scope;
  /** Forgets what was read, so that what follows sees the effects of a write. */
  forget(): void;
}

export function createOperation(runtime: Runtime, input: OperationInput): Operation {
  const loaders = new Map<Step, Loader<Load, CallResult>>();
  const scopes = new Map<Step, Scope>();
  const exchanges = new Map<Upstream, Map<string, Promise<Exchange>>>();
  const sent = new Map<string, number>();
  const stale: StaleValue[] = [];
  let fatal: Failure | undefined;
  const pruned = input.written === undefined ? undefined : prunedSteps(runtime, input.written);

  const operation: Operation = {
    runtime,
    input,
    errors: createErrorLog(),
    mapping: input.trace === true ? createMappingLog() : undefined,
    calls: input.trace === true ? createCallLog() : undefined,
    stale,
    get fatal() {
      return fatal;
    },
    // A value that may be given to a later operation is mapped whole.
    ready: (step) => (runtime.ready(step).policy === undefined ? pruned?.(step) : undefined) ?? runtime.ready(step),
    load(step, load) {
      const loader = remember(loaders, step, () => {
        const ready = operation.ready(step);
        return createLoader((loads: readonly Load[]) => callStep(ready, loads, operation), keyOfLoad);
      });
      const { policy } = runtime.ready(step);
      return policy === undefined
        ? loader.load(load)
        : loader.load(load).then((result) => applyPolicy(policy, step, load, result));
    },
    send(source, built) {
      const request = withSettingsHeaders(built, source, input.headers, runtime.deadlineRequestHeader);
      if (request.method !== 'GET') return exchange(source, request);
      const ofUpstream = remember(exchanges, source.upstream, () => new Map<string, Promise<Exchange>>());
      return remember(ofUpstream, exchangeKey(request), () => exchange(source, request));
    },
    scopeOf(step) {
      return remember(scopes, step, () => baseScope(runtime.ready(step), runtime, input));
    },
    forget() {
      loaders.clear();
      exchanges.clear();
    },
  };

  function applyPolicy(policy: ReadyPolicy, step: Step, load: Load, result: CallResult): CallResult {
    const ready = runtime.ready(step);
    const names = identityHeaders([ready]);
    const caller = names === undefined ? undefined : identityOf(names, input.headers);
    return policy.apply(result, {
      key: caller === undefined ? undefined : `${load.key} ${caller}`,
      scope: () => bindInputs(ready, operation.scopeOf(step), load),
      noteStale,
      fail: (failure) => {
        fatal ??= failure;
      },
    });
  }

  function noteStale(value: StaleValue): void {
    if (stale.length < MAX_STALE) stale.push(value);
  }

  async function exchange(source: SourceRuntime, request: UpstreamRequest): Promise<Exchange> {
    const count = (sent.get(source.limitKey) ?? 0) + 1;
    if (count > source.maxRequestsPerOperation) {
      const failure: Cause = { kind: 'request limit', limit: source.maxRequestsPerOperation };
      return { outcome: failed(failure), attempts: 0, elapsedMs: 0 };
    }
    sent.set(source.limitKey, count);
    const isWrite = request.method !== 'GET';
    if (isWrite) runtime.writes.count += 1;
    const startMs = runtime.clock.now();
    const watch = watchCall();
    const outcome = await source.upstream.send(request, {
      // What may have changed something upstream runs to its end, whoever still listens.
      signal: isWrite ? NEVER : input.signal,
      deadline: input.deadline,
      observe: watch.observe,
    });
    if (isWrite) runtime.writes.count += 1;
    const { attempts, cache, stale: use } = watch;
    const exchanged = { outcome, attempts, elapsedMs: runtime.clock.now() - startMs };
    if (use !== undefined) noteStale(staleAnswer(source, use));
    operation.calls?.add(source, request.method, exchanged, cache);
    return exchanged;
  }

  return operation;
}

const NEVER = new AbortController().signal;

/** How many stale values are listed. */
const MAX_STALE = 100;

/** Everything that can change an answer of one upstream. */
function exchangeKey({ url, headers, body }: UpstreamRequest): string {
  return JSON.stringify([url, headers, body ?? null]);
}

function keyOfLoad(load: Load): string {
  return load.key;
}

/** Pruned steps, compiled once for each operation of a document. */
function prunedSteps(runtime: Runtime, written: WrittenOperation): (step: Step) => ReadyStep {
  const byOperation = remember(PRUNED, runtime, () => new WeakMap<object, (step: Step) => ReadyStep>());
  return remember(byOperation, written.operation, () => {
    const wanted = wantedFields(runtime.model, written);
    const steps = new Map<Step, ReadyStep>();
    return (step) => remember(steps, step, () => pruneStep(runtime.ready(step), runtime.model.graph, wanted));
  });
}

const PRUNED = new WeakMap<Runtime, WeakMap<object, (step: Step) => ReadyStep>>();
