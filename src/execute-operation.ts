import {
  type DocumentNode,
  type ExecutionResult,
  execute,
  type GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  getVariableValues,
  Kind,
} from 'graphql';
import { createPlanCache } from './engine/plan-cache.ts';
import { runOperation } from './engine/run-operation.ts';
import type { Operation } from './execution/operation.ts';
import type { GatewayOperation } from './gateway.ts';
import { remember } from './memo/remember.ts';
import type { Model } from './planning/plan-object.ts';
import type { WrittenOperation } from './planning/wanted-fields.ts';
import { bindContext } from './resolvers/find-operation.ts';

/** Which engine runs what both can run. */
export type Engine = 'compiled' | 'resolvers';

export interface Executor {
  /** The operation that is meant, with its fragments; undefined where graphql-js will say that there is none. */
  written(operation: GatewayOperation): WrittenOperation | undefined;
  run(operation: GatewayOperation, running: Operation, context: object): Promise<ExecutionResult>;
}

/**
 * Runs validated operations: compiled ones by the engine, all others by graphql-js with the resolvers that are on
 * the schema. Both give the same answer.
 */
export function createExecutor(schema: GraphQLSchema, model: Model, engine: Engine): Executor {
  const planOf = createPlanCache(model);
  const documents = new WeakMap<DocumentNode, Map<string, WrittenOperation>>();

  const executor: Executor = {
    written({ document, operationName }) {
      const operation = getOperationAST(document, operationName);
      if (!operation) return undefined;
      const names = remember(documents, document, () => new Map<string, WrittenOperation>());
      return remember(names, operation.name?.value ?? '', () => ({
        schema,
        operation,
        fragments: fragmentsOf(document),
      }));
    },
    async run(operation, running, context) {
      const written = engine === 'compiled' ? executor.written(operation) : undefined;
      if (written === undefined) return runResolvers(operation, running, context);
      const definitions = written.operation.variableDefinitions ?? [];
      const variables = getVariableValues(schema, definitions, operation.variables ?? {}, { maxErrors: 50 });
      if (variables.errors !== undefined) return { errors: variables.errors };
      const { coerced } = variables;
      const plan = planOf(written.operation, { schema, fragments: written.fragments, flags: coerced });
      if (plan === undefined) return runResolvers(operation, running, context);
      const { data, errors } = await runOperation(plan, { operation: running, schema, variables: coerced });
      return errors.length === 0 ? { data } : { data, errors: uniqueErrors(errors) };
    },
  };

  async function runResolvers(
    operation: GatewayOperation,
    running: Operation,
    context: object,
  ): Promise<ExecutionResult> {
    const result = await execute({
      schema,
      document: operation.document,
      contextValue: bindContext(context, running),
      variableValues: operation.variables,
      operationName: operation.operationName,
    });
    return result.errors === undefined ? result : { ...result, errors: uniqueErrors(result.errors) };
  }

  return executor;
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
