import type { GraphQLError } from 'graphql';
import type { Operation } from '../execution/operation.ts';
import type { Pending } from '../incremental/part.ts';
import { LaterParts } from './later-parts.ts';
import type { RunInput } from './run.ts';
import { runOperation } from './run-operation.ts';
import type { OperationPlan } from './selection-plan.ts';

/** What was not deferred, and what makes the rest. */
export interface FirstPart {
  readonly data: Record<string, unknown> | null;
  readonly errors: readonly GraphQLError[];
  /** Empty: nothing follows. */
  readonly pending: readonly Pending[];
  readonly later: LaterParts;
}

/**
 * Runs an operation that was compiled to come in parts. Resolves when nothing of the first part is pending any more, which
 * loads by `loadInTime`; what is deferred goes on meanwhile and afterwards.
 */
export async function runInParts(
  plan: OperationPlan,
  input: RunInput,
  loadInTime: Operation['load'],
): Promise<FirstPart> {
  const later = new LaterParts(input, plan.isSerial);
  const { data, errors, run } = await runOperation(plan, { ...input, loadInTime }, later);
  const work = later.takeWork(run);
  const pending = data === null ? [] : later.delivery.begin(work);
  later.letGo();
  return { data, errors, pending, later };
}
