import {
  type ExecutionResult,
  GraphQLError,
  type GraphQLSchema,
  getVariableValues,
  OperationTypeNode,
  print,
} from 'graphql';
import type { Poll } from './connectors/poll.ts';
import type { Executor } from './execute-operation.ts';
import type { StaleValue } from './execution/stale-value.ts';
import type { Gateway, GatewayOperation, LiveGateway, LiveResult } from './gateway.ts';
import type { Json, JsonObject } from './json/json.ts';
import { failed, type Outcome, success } from './json/outcome.ts';
import { printJson } from './json/print-json.ts';
import { stableKey } from './json/stable-key.ts';
import type { Judge } from './limits/judge-operation.ts';
import { createLiveQueries, type LiveQuery } from './live/live-queries.ts';
import type { Tick } from './live/topic.ts';
import { remember } from './memo/remember.ts';
import { collectFields } from './planning/collect-fields.ts';
import type { Model } from './planning/plan-object.ts';
import type { WrittenOperation } from './planning/wanted-fields.ts';
import type { Clock } from './time/clock.ts';

export interface LiveGatewayOptions {
  readonly schema: GraphQLSchema;
  readonly model: Model;
  readonly executor: Pick<Executor, 'prepare' | 'identityOf'>;
  readonly judge: Judge;
  readonly execute: Gateway['execute'];
  /** Whether equal callers may be answered together at all: a program's context may refuse one of them. */
  readonly mayShare: boolean;
  readonly maxTopics: number;
  readonly clock: Clock;
  readonly random: () => number;
}

/**
 * The subscriptions of a gateway. A subscription is an operation like any other, executed again and again: deadlines, limits,
 * failure policies and everything below its field are those of a query.
 */
export function createLiveGateway(options: LiveGatewayOptions): LiveGateway & { close(): void } {
  const { schema, executor, judge, execute, mayShare } = options;
  const queries = createLiveQueries<LiveResult>(options);
  const texts = new WeakMap<object, { readonly text: string }>();

  return {
    watch(operation, viewer, seen) {
      const query = queryOf(operation);
      if (!query.ok) return query;
      const watching = queries.watch(query.value, viewer, seen);
      return watching.ok ? watching : failed([refusal('TOO_MANY_SUBSCRIPTIONS', TOO_MANY)]);
    },
    get topics() {
      return queries.topics;
    },
    close: () => queries.close(),
  };

  function queryOf(operation: GatewayOperation): Outcome<LiveQuery<LiveResult>, readonly GraphQLError[]> {
    const refused = judge(operation);
    if (refused !== undefined) return failed([refused]);
    const { written } = executor.prepare(operation);
    if (written === undefined) return failed([refusal('OPERATION_RESOLUTION_FAILURE', 'There is no such operation.')]);
    const definitions = written.operation.variableDefinitions ?? [];
    const { coerced, errors } = getVariableValues(schema, definitions, operation.variables ?? {}, { maxErrors: 20 });
    if (errors !== undefined) return failed(errors);
    const poll = findPoll(options.model, written, coerced);
    if (poll === undefined) return failed([refusal('BAD_USER_INPUT', NOT_POLLED)]);
    const key = mayShare && operation.trace !== true ? keyOf(operation, coerced) : undefined;
    return success({ key, everyMs: poll.everyMs, poll: (signal) => tick({ ...operation, signal }, execute) });
  }

  /** Equal keys: equal operations of equal callers. The text counts, not the document: that may be parsed anew. */
  function keyOf(operation: GatewayOperation, variables: Readonly<Record<string, unknown>>): string | undefined {
    const identity = executor.identityOf(operation);
    if (identity === undefined) return undefined;
    const { document, operationName, onError, deadlineMs } = operation;
    const { text } = remember(texts, document, () => ({ text: print(document) }));
    return JSON.stringify([text, operationName, onError, deadlineMs, stableKey(variables as JsonObject), identity]);
  }
}

const NOT_POLLED = 'This is no subscription to a field with `@poll`.';
const TOO_MANY = 'So many different subscriptions are watched already that there is no room for another.';

/** How the one field of a subscription is polled. */
function findPoll({ steps }: Model, written: WrittenOperation, flags: Readonly<Record<string, unknown>>) {
  const { schema, operation, fragments } = written;
  const root = schema.getSubscriptionType();
  if (operation.operation !== OperationTypeNode.SUBSCRIPTION || !root) return undefined;
  const [nodes] = collectFields([operation.selectionSet], root, { schema, fragments, flags }).values();
  const ofField = steps.ofField(root.name, nodes?.[0]?.name.value ?? '');
  return ofField.map(({ connector }): Poll | undefined => connector.poll).find((poll) => poll !== undefined);
}

/** One execution; what was thrown is a result, too. */
async function tick(operation: GatewayOperation, execute: Gateway['execute']): Promise<Tick<LiveResult>> {
  let isLast = false;
  let hasFailed = false;
  let retryAfterMs: number | undefined;
  const polled = {
    ended: () => {
      isLast = true;
    },
    failed: (askedMs: number | undefined) => {
      hasFailed = true;
      retryAfterMs = askedMs;
    },
  };
  const result = await execute({ ...operation, polled }).catch(thrown);
  const frame = { result, fingerprint: fingerprintOf(result) };
  return { frame, isLast: isLast && !hasFailed, failed: hasFailed || result.data === undefined, retryAfterMs };
}

function thrown(reason: unknown): ExecutionResult {
  const originalError = reason instanceof Error ? reason : new Error(String(reason));
  return { errors: [new GraphQLError(originalError.message, { originalError })] };
}

/**
 * A text that two results share if a client need not be told of the difference: how long a failed call took, and how old
 * a stale value is, differs every time. Of a result without errors and extensions it is its JSON.
 */
export function fingerprintOf({ data, errors, extensions }: ExecutionResult): string {
  if (errors === undefined && extensions === undefined) return printJson({ data } as Json);
  const told = {
    ...(data !== undefined && { data }),
    errors: (errors ?? []).map((error) => ({ ...error.toJSON(), extensions: settled(error.extensions) })),
    ...(extensions?.overlap !== undefined && { stale: staleIn(extensions.overlap) }),
  };
  return printJson(told as unknown as Json); // results hold nothing but JSON, which their types do not say
}

function settled({ upstream, ...extensions }: Readonly<Record<string, unknown>>): object {
  if (typeof upstream !== 'object' || upstream === null) return extensions;
  const { elapsedMs: _took, attempts: _attempts, retryAfterMs: _wait, ...rest } = upstream as Record<string, unknown>;
  return { ...extensions, upstream: rest };
}

function staleIn(told: unknown): readonly string[] {
  const { stale = [] } = told as { readonly stale?: readonly StaleValue[] };
  return stale.map(({ connector, source, cause }) => `${connector ?? source} ${cause}`);
}

function refusal(code: string, message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code } });
}
