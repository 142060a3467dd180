import { type ExecutionResult, GraphQLError } from 'graphql';
import { FAILURE_CODES } from './execution/field-error.ts';
import type { GatewayOperation } from './gateway.ts';

/** Of a program that adds nothing. */
export const NO_CONTEXT: object = Object.freeze({});

/** What a program adds was not there in time. */
export const LATE = Symbol('the deadline came first');

/** What a program adds for a request; `LATE` when it is not there in time. */
export async function contextOf(
  context: ((request: Pick<GatewayOperation, 'headers'>) => object | Promise<object>) | undefined,
  { headers }: GatewayOperation,
  deadline: AbortSignal,
): Promise<object | typeof LATE> {
  const made = context?.({ headers });
  if (!(made instanceof Promise)) return made ?? {};
  const late = Promise.withResolvers<typeof LATE>();
  const pass = (): void => late.resolve(LATE);
  deadline.addEventListener('abort', pass, { once: true });
  try {
    return await Promise.race([made, late.promise]);
  } finally {
    deadline.removeEventListener('abort', pass);
  }
}

export function tooLate(): ExecutionResult {
  const message = 'What the program adds to a request was not there before the deadline of the operation.';
  return { data: null, errors: [new GraphQLError(message, { extensions: { code: FAILURE_CODES.deadline } })] };
}
