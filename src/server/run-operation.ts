import type { ExecutionResult, FormattedExecutionResult } from 'graphql';
import type { Gateway, GatewayOperation, Logger } from '../gateway.ts';
import type { Cut, IncrementalResult } from '../incremental/part.ts';
import { maskError, unexpected } from './mask-error.ts';
import { MAX_ERRORS, shortError } from './short-error.ts';

/** What an operation has come to, as the client sees it. */
export interface OperationAnswer {
  readonly status: 200 | 400 | 500;
  readonly result: FormattedExecutionResult;
}

/** Where an operation is run, and who asked. */
export interface RunContext {
  readonly gateway: Gateway;
  readonly logger: Logger;
  readonly requestId: string;
}

/** The one call into the gateway. Never rejects. */
export function runOperation(context: RunContext, operation: GatewayOperation): Promise<OperationAnswer> {
  return context.gateway.execute(operation).then(
    (result) => answerOf(result, context),
    (error: unknown) => ({ status: 500, result: { errors: [unexpected(error, maskOptions(context))] } }),
  );
}

/** The same for a client that takes parts; `parts` where there are some. Never rejects. */
export function runOperationInParts(
  context: RunContext,
  operation: GatewayOperation,
  cut: Cut,
): Promise<OperationAnswer | { readonly parts: IncrementalResult }> {
  const { gateway } = context;
  if (gateway.executeInParts === undefined) return runOperation(context, operation);
  return gateway.executeInParts(operation, cut).then(
    (result) => ('initial' in result ? { parts: result } : answerOf(result, context)),
    (error: unknown) => ({ status: 500, result: { errors: [unexpected(error, maskOptions(context))] } }),
  );
}

/** A result without `data` was not run, which is the request's fault (GraphQL over HTTP, status codes). */
function answerOf(result: ExecutionResult, context: RunContext): OperationAnswer {
  if (result.errors === undefined) return { status: 200, result: result as FormattedExecutionResult };
  const { errors, ...rest } = result;
  const mask = maskOptions(context);
  const formatted = errors.map((error) => maskError(error, mask));
  if (result.data !== undefined) return { status: 200, result: { ...rest, errors: formatted } };
  const refused = formatted.slice(0, MAX_ERRORS).map(({ extensions, ...error }) => ({
    ...shortError(error),
    extensions: { code: 'BAD_USER_INPUT', ...extensions },
  }));
  return { status: 400, result: { errors: refused } };
}

export function maskOptions({ gateway, logger, requestId }: RunContext) {
  return { mode: gateway.settings.mode, logger, requestId };
}
