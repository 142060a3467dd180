import { chunk } from '../batching/chunk.ts';
import { regroup } from '../batching/regroup.ts';
import { isArray, type Json, type JsonObject } from '../json/json.ts';
import { failed, success } from '../json/outcome.ts';
import type { Scope } from '../mapping/scope.ts';
import { parseRetryAfter } from '../upstream/retry-after.ts';
import type { UpstreamResponse } from '../upstream/upstream.ts';
import { bindInputs } from './bind-inputs.ts';
import type { Cause, Failure } from './failure.ts';
import type { CallResult, Exchange, Operation } from './operation.ts';
import { exposedProblem } from './problem-details.ts';
import { isNullKey } from './reference.ts';
import type { ReadyStep } from './runtime.ts';

/** What a field or an object asks of a step. */
export interface Load {
  /** Equal loads have equal keys. */
  readonly key: string;
  /** The parent (of a field), or the members by which an object is found. */
  readonly reference?: JsonObject;
  /** A field's own arguments. */
  readonly args?: JsonObject;
}

/** Calls a step for all loads at once and answers as many results, in their order. Never rejects. */
export async function callStep(
  ready: ReadyStep,
  loads: readonly Load[],
  operation: Operation,
): Promise<readonly CallResult[]> {
  if (ready.step.kind !== 'batch') return Promise.all(loads.map((load) => callOne(ready, load, operation)));
  const chunks = chunk(loads.filter(isFindable), ready.step.connector.maxBatchSize);
  const results = new Map<Load, CallResult>();
  await Promise.all(
    chunks.map(async (part) => {
      const found = await callChunk(ready, part, operation);
      for (const [index, load] of part.entries()) results.set(load, found[index] ?? NOTHING);
    }),
  );
  return loads.map((load) => results.get(load) ?? NOTHING);

  function isFindable({ reference }: Load): boolean {
    return reference !== undefined && !isNullKey(reference, ready.step.needs);
  }
}

const NOTHING: CallResult = success(undefined);

async function callOne(ready: ReadyStep, load: Load, operation: Operation): Promise<CallResult> {
  const { kind, needs } = ready.step;
  if (kind !== 'field' && load.reference !== undefined && isNullKey(load.reference, needs)) return NOTHING;
  return call(ready, bindInputs(ready, operation.scopeOf(ready.step), load), operation);
}

/** One batch call; its rows go back to the references by key. A failed chunk fails its own references only. */
async function callChunk(
  ready: ReadyStep,
  loads: readonly Load[],
  operation: Operation,
): Promise<readonly CallResult[]> {
  const references = loads.map(({ reference }) => reference ?? {});
  const answer = await call(ready, { ...operation.scopeOf(ready.step), $batch: references }, operation);
  if (!answer.ok) return loads.map(() => answer);
  const rows = isArray(answer.value) ? answer.value : [];
  return regroup<JsonObject, Json>(references, rows, (one) => ready.keyOf(one) ?? '', ready.keyOf).map(success);
}

/** What a connector without a request selects from. */
const NO_BODY: JsonObject = {};

/** Build, send, read: the one path of every connector. */
async function call(ready: ReadyStep, scope: Scope, operation: Operation): Promise<CallResult> {
  const { source, request, response } = ready;
  const note = operation.mapping?.notesOf(ready.step.connector.coordinate);
  if (request === undefined || source === undefined) return success(response.select(NO_BODY, scope, note));
  const built = request.build(scope, operation.input.headers);
  if (!built.ok) {
    if (built.failure.kind === 'null key') return success(null);
    return failed(failureOf(ready, { kind: 'not built', message: built.failure.message }));
  }
  const exchange = await operation.send(source, built.value);
  if (!exchange.outcome.ok) return failed(failureOf(ready, exchange.outcome.failure, exchange));
  const answer = exchange.outcome.value;
  const read = response.read(answer, scope, source, note);
  if (read.ok) {
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
