import { chunk } from '../batching/chunk.ts';
import { regroup } from '../batching/regroup.ts';
import { isArray, type Json, type JsonObject } from '../json/json.ts';
import { failed, success } from '../json/outcome.ts';
import type { Scope } from '../mapping/scope.ts';
import { parseRetryAfter } from '../upstream/retry-after.ts';
import type { UpstreamResponse } from '../upstream/upstream.ts';
import { bindInputs } from './bind-inputs.ts';
import type { Cause, Failure } from './failure.ts';
import type { NoteProblems } from './mapping-log.ts';
import type { BatchPart, CallOrigin, CallSite } from './observer.ts';
import type { CallResult, Exchange, Operation, PollWatch, SeenCall } from './operation.ts';
import { exposedProblem } from './problem-details.ts';
import { classifyBody } from './read-response.ts';
import { isNullKey } from './reference.ts';
import type { RequestFault } from './request-fault.ts';
import type { ReadyStep, SourceRuntime } from './runtime.ts';
import { type CallIds, type Trail, uniteCalls } from './trail.ts';

/** What a field or an object asks of a step. */
export interface Load {
  /** Equal loads have equal keys. */
  readonly key: string;
  /** The parent (of a field), or the members by which an object is found. */
  readonly reference?: JsonObject;
  /** A field's own arguments. */
  readonly args?: JsonObject;
  /** Where it belongs; only of operations that are looked at closely. */
  readonly site?: CallSite;
}

/**
 * Calls a batch step for all loads of a tick: as many answers, in their order, each there when its own chunk is. They
 * never reject.
 */
export function callBatch(
  ready: ReadyStep,
  loads: readonly Load[],
  operation: Operation,
): readonly Promise<CallResult>[] {
  const maxSize = ready.step.connector.maxBatchSize;
  const chunks = chunk(loads.filter(isFindable), maxSize);
  const answers = new Map<Load, Promise<CallResult>>();
  for (const [at, part] of chunks.entries()) {
    const batch = { size: part.length, index: at, of: chunks.length, maxSize };
    const found = callChunk(ready, part, batch, operation);
    part.forEach((load, index) => {
      answers.set(
        load,
        found.then((results) => results[index] ?? NOTHING),
      );
    });
  }
  return loads.map((load) => answers.get(load) ?? Promise.resolve(NOTHING));

  function isFindable({ reference }: Load): boolean {
    return reference !== undefined && !isNullKey(reference, ready.step.needs);
  }
}

const NOTHING: CallResult = success(undefined);

/** Calls a step that answers one load. Never rejects. */
export function callOne(ready: ReadyStep, load: Load, operation: Operation): Promise<CallResult> {
  const { kind, needs } = ready.step;
  if (kind !== 'field' && load.reference !== undefined && isNullKey(load.reference, needs)) {
    return Promise.resolve(NOTHING);
  }
  const origin = operation.input.observer === undefined ? undefined : originOf(ready, [load]);
  const calling = call(ready, bindInputs(ready, operation.scopeOf(ready.step), load), operation, origin);
  const watch = pollWatch(ready, operation);
  if (watch === undefined) return calling;
  return calling.then((result) => {
    if (!result.ok) watch.failed(waitAskedFor(result.failure.cause));
    return result;
  });
}

/** Who comes back for more of what this step brings (`@poll`). */
function pollWatch({ step }: ReadyStep, { input }: Operation): PollWatch | undefined {
  return step.connector.poll === undefined ? undefined : input.polled;
}

function waitAskedFor(cause: Cause): number | undefined {
  return cause.kind === 'status' || cause.kind === 'refused' ? cause.retryAfterMs : undefined;
}

/** One batch call; its rows go back to the references by key. A failed chunk fails its own references only. */
async function callChunk(
  ready: ReadyStep,
  loads: readonly Load[],
  batch: BatchPart,
  operation: Operation,
): Promise<readonly CallResult[]> {
  const references = loads.map(({ reference }) => reference ?? {});
  const origin = operation.input.observer === undefined ? undefined : originOf(ready, loads, batch);
  const answer = await call(ready, { ...operation.scopeOf(ready.step), $batch: references }, operation, origin);
  if (!answer.ok) return loads.map(() => answer);
  const rows = isArray(answer.value) ? answer.value : [];
  const found = regroup<JsonObject, Json>(references, rows, (one) => ready.keyOf(one) ?? '', ready.keyOf);
  const { trail } = operation;
  if (trail === undefined) return found.map(success);
  return found.map((row) => noted(success(row), trail.of(answer), trail));
}

/** Whose call it is, for who looks. */
function originOf({ step }: ReadyStep, loads: readonly Load[], batch?: BatchPart): CallOrigin {
  return { step, batch, sites: loads.flatMap(({ site }) => site ?? []) };
}

function noted(result: CallResult, ids: CallIds, trail: Trail): CallResult {
  trail.note(result, ids);
  return result;
}

/** What a connector without a request selects from. */
const NO_BODY: JsonObject = {};

/** Build, send, read: the one path of every connector. */
function call(
  ready: ReadyStep,
  scope: Scope,
  operation: Operation,
  origin: CallOrigin | undefined,
): Promise<CallResult> {
  const { source, request, response } = ready;
  const watch = pollWatch(ready, operation);
  if (request === undefined || source === undefined) {
    if (watch !== undefined && !response.goesOn(undefined, scope)) watch.ended();
    const made: CallResult = success(response.select(NO_BODY, scope, notesOf(ready, operation)));
    // What is below it waits for whom it has waited for.
    const waitedFor = origin?.sites.map(({ waitsFor }) => waitsFor);
    if (waitedFor !== undefined) operation.trail?.note(made, uniteCalls(...waitedFor));
    return Promise.resolve(made);
  }
  const built = request.build(scope, operation.input.headers);
  if (!built.ok) return Promise.resolve(unbuilt(ready, built.failure));
  return operation
    .send(source, built.value, watch !== undefined, origin)
    .then((exchange) =>
      exchange.seen === undefined
        ? readExchange(ready, source, exchange, scope, operation)
        : readSeen(ready, source, exchange, exchange.seen, scope, operation, origin),
    );
}

function unbuilt(ready: ReadyStep, fault: RequestFault): CallResult {
  if (fault.kind === 'null key') return success(null);
  return failed(failureOf(ready, { kind: 'not built', message: fault.message }));
}

/** The same, and tells who looks. */
function readSeen(
  ready: ReadyStep,
  source: SourceRuntime,
  exchange: Exchange,
  { id, origin, observer }: SeenCall,
  scope: Scope,
  operation: Operation,
  ownOrigin: CallOrigin | undefined,
): CallResult {
  const { trail } = operation;
  if (ownOrigin !== undefined && ownOrigin !== origin) observer?.joined?.(ownOrigin);
  if (trail === undefined) return readExchange(ready, source, exchange, scope, operation);
  const { clock } = operation.runtime;
  const beganMs = clock.now();
  if (exchange.outcome.ok) classifyBody(exchange.outcome.value);
  const parsedMs = clock.now();
  const result = readExchange(ready, source, exchange, scope, operation);
  const atMs = clock.now();
  observer?.read?.({ parseMs: parsedMs - beganMs, mapMs: atMs - parsedMs, atMs });
  return noted(result, [id], trail);
}

function readExchange(
  ready: ReadyStep,
  source: SourceRuntime,
  exchange: Exchange,
  scope: Scope,
  operation: Operation,
): CallResult {
  if (!exchange.outcome.ok) return failed(failureOf(ready, exchange.outcome.failure, exchange));
  const answer = exchange.outcome.value;
  const read = ready.response.read(answer, scope, source, notesOf(ready, operation));
  if (read.ok) {
    const watch = pollWatch(ready, operation);
    if (watch !== undefined && !ready.response.goesOn(answer, scope)) watch.ended();
    if (ready.step.kind !== 'batch' || isArray(read.value)) return read;
    const message = 'something that maps to no array of rows';
    return failed(failureOf(ready, { kind: 'bad response', status: answer.status, message }, exchange));
  }
  if (read.failure.kind !== 'status') return failed(failureOf(ready, read.failure, exchange));
  const { problem, ...failure } = read.failure;
  const exposed = exposedProblem(problem, source.exposeProblem);
  const cause = { ...failure, ...retryAfter(answer, operation), ...(exposed !== undefined && { problem: exposed }) };
  return failed(failureOf(ready, cause, exchange));
}

function notesOf({ step }: ReadyStep, { mapping }: Operation): NoteProblems | undefined {
  return mapping?.notesOf(step.connector.coordinate);
}

function failureOf({ step, source }: ReadyStep, cause: Cause, exchange?: Exchange): Failure {
  return {
    cause,
    connector: step.connector,
    ...(source?.name !== undefined && { source: source.name }),
    attempts: exchange?.attempts ?? 0,
    elapsedMs: exchange?.elapsedMs ?? 0,
  };
}

function retryAfter(answer: UpstreamResponse, { runtime }: Operation): { retryAfterMs?: number } {
  const retryAfterMs = parseRetryAfter(answer.headers.get('retry-after')?.[0], runtime.clock.epochNow());
  return retryAfterMs === undefined ? {} : { retryAfterMs };
}
