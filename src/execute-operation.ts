import {
  type DocumentNode,
  type ExecutionResult,
  execute,
  type GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  getVariableValues,
  Kind,
  OperationTypeNode,
} from 'graphql';
import { comesInParts } from './engine/comes-in-parts.ts';
import { createPlanCache } from './engine/plan-cache.ts';
import { type FirstPart, runInParts } from './engine/run-in-parts.ts';
import { runOperation } from './engine/run-operation.ts';
import type { OperationPlan, SelectionPlan } from './engine/selection-plan.ts';
import { identityHeaders, identityOf as identityOfHeaders } from './execution/identity.ts';
import { withNullCode } from './execution/null-error.ts';
import type { Operation } from './execution/operation.ts';
import type { Runtime } from './execution/runtime.ts';
import type { GatewayOperation } from './gateway.ts';
import { isIncremental } from './incremental/directives.ts';
import type { Cut } from './incremental/part.ts';
import type { JsonObject } from './json/json.ts';
import { stableKey } from './json/stable-key.ts';
import { remember } from './memo/remember.ts';
import { findForbiddenNulls, nullableTwin } from './nullable-twin.ts';
import type { Step } from './planning/step.ts';
import type { WrittenOperation } from './planning/wanted-fields.ts';
import { bindContext } from './resolvers/find-operation.ts';
import { keepNotes, positionText } from './resolvers/position-notes.ts';
import type { OnError } from './settings/settings.ts';

/** Which engine runs what both can run. */
export type Engine = 'compiled' | 'resolvers';

export interface Executor {
  /** What an operation is and how it will be run. */
  prepare(operation: GatewayOperation): Prepared;
  /**
   * The same for an answer in parts; undefined where it comes whole: nothing is deferred, the client wants all or nothing
   * (`onError: HALT`), or only the reference can run it.
   */
  prepareParts(operation: GatewayOperation, cut: Cut): PreparedParts | undefined;
  /**
   * The caller as far as the answer can depend on it: callers of one text are answered alike. Undefined where that cannot
   * be told, or where the operation may change something.
   */
  identityOf(operation: GatewayOperation): string | undefined;
}

/** An operation that is ready to run: once for itself, or once for all that are equal to it. */
export interface Prepared {
  /** Absent where graphql-js will say that there is no such operation. */
  readonly written?: WrittenOperation;
  /** Equal texts mean equal answers, for as long as nothing is written; absent: it is never shared. */
  readonly shareKey?: string;
  /** Nothing is sent upstream, so there is nothing to wait for. */
  readonly callsNobody?: true;
  /** The client's headers that can change the answer; absent: more than these, or it cannot be told. */
  readonly dependsOn?: readonly string[];
  run(running: Operation, context: object): Promise<ExecutionResult>;
}

export interface PreparedParts {
  readonly written: WrittenOperation;
  /** `loadInTime` is how the first part loads. */
  run(running: Operation, loadInTime: Operation['load']): Promise<FirstPart>;
}

export interface ExecutorOptions {
  readonly engine: Engine;
  /** When the request does not say. */
  readonly onError: OnError;
  /** Whether TypeScript, which sees everything of a request, takes part. */
  readonly hasTypeScript: boolean;
  /** Puts resolvers on a schema. */
  readonly attach: (schema: GraphQLSchema) => GraphQLSchema;
}

/**
 * Runs validated operations: compiled ones by the engine, all others by graphql-js with the resolvers that are on
 * the schema. Both give the same answer.
 */
export function createExecutor(schema: GraphQLSchema, runtime: Runtime, options: ExecutorOptions): Executor {
  const { engine, attach } = options;
  const planOf = createPlanCache(runtime.model);
  const documents = new WeakMap<DocumentNode, Map<string, WrittenOperation>>();
  const identities = new WeakMap<OperationPlan, PlanIdentity>();
  let plans = 0;
  let attachedTwin: GraphQLSchema | undefined;
  const twin = (): GraphQLSchema => {
    attachedTwin ??= attach(nullableTwin(schema));
    return attachedTwin;
  };

  return { prepare, prepareParts, identityOf };

  function prepare(operation: GatewayOperation): Prepared {
    const written = writtenOf(operation);
    const byResolvers: Prepared = {
      ...(written !== undefined && { written }),
      run: (running, context) => runResolvers(operation, running, context),
    };
    if (written === undefined || engine === 'resolvers') return byResolvers;
    const variables = variablesOf(written, operation);
    if (variables.errors !== undefined) return { written, run: async () => ({ errors: variables.errors }) };
    const { coerced } = variables;
    const plan = planOf(written.operation, { schema, fragments: written.fragments, flags: coerced });
    if (plan === undefined) return byResolvers;
    const shareKey = shareKeyOf(plan, coerced, operation);
    const dependsOn = shareKey === undefined ? undefined : planIdentity(plan).headers;
    return {
      written,
      ...(!planIdentity(plan).sends && { callsNobody: true }),
      ...(dependsOn !== undefined && { dependsOn }),
      ...(shareKey !== undefined && { shareKey }),
      async run(running) {
        const propagate = onErrorOf(operation) !== 'NULL';
        const { data, errors } = await runOperation(plan, {
          operation: running,
          schema,
          variables: coerced,
          propagate,
        });
        return errors.length === 0 ? { data } : { data, errors: uniqueErrors(errors) };
      },
    };
  }

  function prepareParts(operation: GatewayOperation, cut: Cut): PreparedParts | undefined {
    if (engine === 'resolvers' || !isIncremental(operation.document) || onErrorOf(operation) === 'HALT')
      return undefined;
    const written = writtenOf(operation);
    if (written === undefined || written.operation.operation === OperationTypeNode.SUBSCRIPTION) return undefined;
    const { coerced: variables } = variablesOf(written, operation);
    if (variables === undefined) return undefined;
    const plan = planOf(written.operation, { schema, fragments: written.fragments, flags: variables }, cut);
    if (plan === undefined || !comesInParts(plan)) return undefined;
    const propagate = onErrorOf(operation) !== 'NULL';
    return {
      written,
      run: (running, loadInTime) =>
        runInParts(plan, { operation: running, schema, variables, propagate }, loadInTime).then((first) => ({
          ...first,
          errors: uniqueErrors(first.errors),
        })),
    };
  }

  /** Plan, variables, and every header that a call of it may pass on. */
  function shareKeyOf(
    plan: OperationPlan,
    variables: Readonly<Record<string, unknown>>,
    { headers, trace, polled, onError }: GatewayOperation,
  ): string | undefined {
    if (trace === true || polled !== undefined || plan.isSerial) return undefined;
    const identity = planIdentity(plan);
    if (identity.headers === undefined) return undefined;
    return `${identity.id} ${onError ?? ''} ${stableKey(variables as JsonObject)} ${identityOfHeaders(identity.headers, headers)}`;
  }

  function planIdentity(plan: OperationPlan): PlanIdentity {
    return remember(identities, plan, () => {
      plans += 1;
      const steps = plan.parts.flatMap(stepsOf);
      const sends = steps.some(({ connector }) => connector.http !== undefined);
      return { id: plans, sends, headers: identityHeaders(steps.map(runtime.ready)) };
    });
  }

  function variablesOf({ operation }: WrittenOperation, { variables = {} }: GatewayOperation) {
    const { variableDefinitions = [] } = operation;
    if (variableDefinitions.length === 0) return NO_VARIABLES;
    return getVariableValues(schema, variableDefinitions, variables, { maxErrors: 50 });
  }

  function identityOf(operation: GatewayOperation): string | undefined {
    const written = writtenOf(operation);
    if (written === undefined || written.operation.operation === OperationTypeNode.MUTATION) return undefined;
    const { fragments } = written;
    const plan = planOf(written.operation, { schema, fragments, flags: coercedOf(written, operation) });
    const names = plan === undefined ? wholeIdentity() : planIdentity(plan).headers;
    return names && identityOfHeaders(names, operation.headers);
  }

  /** What any call below a query or a subscription can depend on. */
  function wholeIdentity(): readonly string[] | undefined {
    if (options.hasTypeScript) return undefined;
    const { steps, graph } = runtime.model;
    return identityHeaders(steps.all.filter(({ typeName }) => typeName !== graph.roots.mutation).map(runtime.ready));
  }

  function writtenOf({ document, operationName }: GatewayOperation): WrittenOperation | undefined {
    const operation = getOperationAST(document, operationName);
    if (!operation) return undefined;
    const names = remember(documents, document, () => new Map<string, WrittenOperation>());
    return remember(names, operation.name?.value ?? '', () => ({
      schema,
      operation,
      fragments: fragmentsOf(document),
    }));
  }

  function onErrorOf({ onError }: GatewayOperation): OnError {
    return onError ?? options.onError;
  }

  async function runResolvers(
    operation: GatewayOperation,
    running: Operation,
    context: object,
  ): Promise<ExecutionResult> {
    const keepsNulls = onErrorOf(operation) === 'NULL';
    const notes = keepsNulls ? keepNotes(running) : undefined;
    const result = await execute({
      schema: keepsNulls ? twin() : schema,
      document: operation.document,
      contextValue: bindContext(context, running),
      variableValues: operation.variables,
      operationName: operation.operationName,
    });
    const { data } = result;
    const errors = (result.errors ?? []).map(withNullCode);
    for (const { path = [] } of errors) notes?.failures.add(positionText(path));
    const written = writtenOf(operation);
    const forbidden =
      notes && data && written !== undefined
        ? findForbiddenNulls(data, written, coercedOf(written, operation), {
            isFailed: (path) => notes.failures.has(positionText(path)),
            typeAt: (path) => notes.types.get(positionText(path)),
          })
        : [];
    const all = uniqueErrors([...errors, ...forbidden]);
    return all.length === 0 ? result : { ...result, errors: all };
  }

  function coercedOf(written: WrittenOperation, operation: GatewayOperation) {
    return variablesOf(written, operation).coerced ?? {};
  }
}

const NO_VARIABLES = { coerced: {}, errors: undefined };

/** What is found out of a plan once. */
interface PlanIdentity {
  readonly id: number;
  /** Whether any of its calls goes upstream. */
  readonly sends: boolean;
  /** The client's headers that can change its answer; undefined where that cannot be told. */
  readonly headers: readonly string[] | undefined;
}

/** Every step that a plan may call. */
function stepsOf({ objects, calls, possible }: SelectionPlan): readonly Step[] {
  const fills = [...objects, ...calls.flatMap((call) => call.fills)];
  const below = fills
    .flatMap((fill) => [fill, fill.own])
    .flatMap((fill) => (fill?.kind === 'object' ? [fill.below] : []));
  return [...calls.map(({ step }) => step), ...[...below, ...(possible?.values() ?? [])].flatMap(stepsOf)];
}

function fragmentsOf(document: DocumentNode): WrittenOperation['fragments'] {
  const named = document.definitions.flatMap((node) =>
    node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node] as const] : [],
  );
  return Object.fromEntries(named);
}

/** An error that fails several non-null fields of one object is one error. */
function uniqueErrors(errors: readonly GraphQLError[]): readonly GraphQLError[] {
  return [...new Set(errors)];
}
