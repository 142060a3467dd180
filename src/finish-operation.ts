import type { ExecutionResult } from 'graphql';
import { failureBehind, fieldError } from './execution/field-error.ts';
import type { Operation } from './execution/operation.ts';
import { tellRecord } from './insight/tell-record.ts';
import type { Observed } from './observe-operation.ts';
import type { OnError } from './settings/settings.ts';

/**
 * The answer of an operation that has run: nothing but the cause where it fails as a whole, because the schema says so
 * (`@onFailure(then: FAIL)`) or the client (`onError: HALT`); and what the client is told beside its data.
 */
export function finishOperation(
  result: ExecutionResult,
  running: Operation,
  onError: OnError,
  observed?: Observed,
): ExecutionResult {
  const whole = failWhole(result, running, onError) ?? result;
  if (observed !== undefined) tellObserver(whole, running, observed);
  const told = toldBeside(running, observed);
  return told === undefined ? whole : { ...whole, extensions: { ...whole.extensions, ...told } };
}

/** What the client is told beside its data, as far as the operation has come; undefined where there is nothing to tell. */
export function toldBeside(
  { mapping, stale }: Operation,
  observed: Observed | undefined,
): { readonly overlap: object } | undefined {
  const told = {
    ...(stale.length > 0 && { stale }),
    ...(observed?.recorder !== undefined && tellRecord(observed.recorder.record())),
    ...(mapping !== undefined && { mapping: mapping.counted() }),
  };
  return Object.keys(told).length === 0 ? undefined : { overlap: told };
}

/** Tells whoever looks that it is over. */
export function tellObserver({ data, errors = [] }: ExecutionResult, running: Operation, { observer }: Observed): void {
  const atMs = running.runtime.clock.now();
  observer.ended?.({ atMs, errors: errors.length, isNull: data === null || data === undefined });
}

function failWhole(
  { errors = [] }: ExecutionResult,
  { fatal }: Operation,
  onError: OnError,
): ExecutionResult | undefined {
  if (fatal !== undefined) {
    const cause = errors.find((error) => failureBehind(error) === fatal);
    return { data: null, errors: [cause ?? fieldError(fatal, { path: [], nodes: [] })] };
  }
  const [first] = errors;
  return onError === 'HALT' && first !== undefined ? { data: null, errors: [first] } : undefined;
}
