import { buildSchema, type ExecutionResult, execute, type GraphQLSchema } from 'graphql';
import type { Gateway, GatewayOperation, Logger } from '../../src/gateway.ts';
import { resolveSettings } from '../../src/settings/resolve-settings.ts';
import type { SettingsInput } from '../../src/settings/settings-schema.ts';

export const FAKE_SCHEMA = /* GraphQL */ `
  scalar Big
  input Filter { id: ID, ids: [ID!], big: Big, ratio: Float }
  type Query {
    hello(name: String): String
    need: String!
    echo(id: ID, big: Big, ratio: Float, count: Int, filter: Filter): String
    big: Big
  }
  type Mutation { change: String }
`;

export interface FakeGateway extends Gateway {
  /** What was executed, in order. */
  readonly operations: readonly GatewayOperation[];
}

/** A gateway without a graph: graphql-js over `rootValue`, or whatever `run` says. */
export function fakeGateway(
  options: {
    readonly settings?: SettingsInput;
    readonly rootValue?: object;
    readonly sdl?: string;
    readonly run?: (operation: GatewayOperation, schema: GraphQLSchema) => Promise<ExecutionResult>;
  } = {},
): FakeGateway {
  const settings = resolveSettings({ mode: 'development', ...options.settings });
  if (!settings.ok) throw new Error(JSON.stringify(settings.failure));
  const schema = buildSchema(options.sdl ?? FAKE_SCHEMA);
  const operations: GatewayOperation[] = [];
  const rootValue = {
    hello: ({ name }: { name?: string }) => `Hello, ${name ?? 'world'}.`,
    echo: (args: object) => Object.values(args).map(show).join(),
    ...options.rootValue,
  };
  const run = options.run ?? runWith(rootValue);
  return {
    schema,
    settings: settings.value,
    operations,
    execute(operation) {
      operations.push(operation);
      return run(operation, schema);
    },
    [Symbol.asyncDispose]: async () => {},
  };
}

function runWith(rootValue: object) {
  return async (operation: GatewayOperation, schema: GraphQLSchema) =>
    execute({
      schema,
      document: operation.document,
      operationName: operation.operationName,
      variableValues: operation.variables,
      rootValue,
    });
}

/** `bigint 12`, `string 12`: what a resolver was given. */
function show(value: unknown): string {
  if (typeof value === 'object' && value !== null) return Object.values(value).map(show).join();
  return `${typeof value} ${value}`;
}

export interface LogLine {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly fields: Readonly<Record<string, unknown>>;
  readonly message: string;
}

export interface RecordingLogger extends Logger {
  readonly lines: readonly LogLine[];
}

export function recordingLogger(): RecordingLogger {
  const lines: LogLine[] = [];
  const at = (level: LogLine['level']) => (fields: object, message: string) =>
    void lines.push({ level, fields: { ...fields }, message });
  return { lines, debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}
