import type { Operation } from './execution/operation.ts';
import { isImpersonal } from './upstream/impersonal-headers.ts';

/** How long an answer may be kept, and by whom, where all that it was made of says so. */
export interface AnswerFreshness {
  readonly untilEpochMs: number;
  /** Only by the client itself. */
  readonly isPrivate: boolean;
  /** The client's headers without which it might have been another one; lower case. */
  readonly dependsOn: readonly string[];
}

/** A symbol, so that whoever prints a result does not print this. */
const FRESHNESS = Symbol('freshness');

/** What a result says of it; undefined: nobody may keep the answer. */
export function freshnessOf(result: object): AnswerFreshness | undefined {
  return (result as { readonly [FRESHNESS]?: AnswerFreshness })[FRESHNESS];
}

/**
 * The result of an operation with its freshness: the least of all its calls. Nothing is said where a call said nothing, where
 * something failed or was stale, where there was no call, and where it cannot be told what the answer depends on.
 */
export function withFreshness<Result extends { readonly errors?: unknown; readonly extensions?: unknown }>(
  result: Result,
  { reusableUntilEpochMs: untilEpochMs, isPrivate, stale, input }: Operation,
  dependsOn: readonly string[] | undefined,
): Result {
  if (untilEpochMs === 0 || untilEpochMs === Number.POSITIVE_INFINITY || dependsOn === undefined) return result;
  if (result.errors !== undefined || stale.length > 0) return result;
  const isPersonal = isPrivate || dependsOn.some((name) => !isImpersonal(name) && input.headers.has(name));
  const freshness: AnswerFreshness = { untilEpochMs, isPrivate: isPersonal, dependsOn };
  return { ...result, [FRESHNESS]: freshness };
}
