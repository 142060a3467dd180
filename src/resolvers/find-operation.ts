import type { GraphQLResolveInfo } from 'graphql';
import type { Operation } from '../execution/operation.ts';
import { createOverlapContext, type OverlapContext } from '../execution/overlap-context.ts';
import { remember } from '../memo/remember.ts';

/** The operation that a resolver call belongs to. */
export type OperationFinder = (context: unknown, info: GraphQLResolveInfo) => Operation;

/**
 * Finds the operation by the executor's own record of it: graphql-js and its relatives make one object of variable
 * values per execution. `start` is asked once for each, unless the context was bound to an operation before.
 */
export function createOperationFinder(
  start: (context: unknown, info: GraphQLResolveInfo) => Operation,
): OperationFinder {
  const started = new WeakMap<object, Operation>();
  return (context, info) => {
    const bound = typeof context === 'object' && context !== null ? BOUND.get(context) : undefined;
    if (bound !== undefined) return bound;
    return remember(started, info.variableValues, () => start(context, info));
  };
}

/** The context of a request, with `overlap` in it, bound to its operation. */
export function bindContext(context: object, operation: Operation): object & { readonly overlap: OverlapContext } {
  const bound = { ...context, overlap: createOverlapContext(operation) };
  BOUND.set(bound, operation);
  return bound;
}

/** The context that TypeScript resolvers see under an executor that made its own. */
export function overlapOf(operation: Operation, context: unknown): object {
  if (typeof context === 'object' && context !== null && BOUND.has(context)) return context;
  return remember(DERIVED, operation, () =>
    bindContext(typeof context === 'object' && context !== null ? context : {}, operation),
  );
}

const BOUND = new WeakMap<object, Operation>();
const DERIVED = new WeakMap<Operation, object>();
