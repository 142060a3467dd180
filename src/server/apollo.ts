import { ApolloServer, type ApolloServerPlugin, HeaderMap } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import { type ExecutionResult, type FormattedExecutionResult, GraphQLError } from 'graphql';
import type { Gateway, GatewayOperation, Logger } from '../gateway.ts';
import type { Json } from '../json/json.ts';
import { printJson } from '../json/print-json.ts';
import { TOO_DEEP_TO_READ } from '../limits/read-operation.ts';
import { PERSISTED_QUERY_TTL_MS } from '../settings/defaults.ts';
import { exactVariables } from './exact-variables.ts';
import { maskError, unexpected } from './mask-error.ts';
import type { OperationContext } from './operation-context.ts';
import { MAX_ERRORS, shortError } from './short-error.ts';

/**
 * Apollo Server in front of a gateway: it parses and validates (both cached by text), guards (CSRF, persisted
 * queries, no batching, no mutation by GET) and negotiates; the gateway executes.
 */
export function createApollo(gateway: Gateway, logger: Logger): ApolloServer<OperationContext> {
  const { limits, introspection } = gateway.settings;
  const persistedQueries = gateway.store?.keyValues('apq', PERSISTED_QUERY_TTL_MS);
  return new ApolloServer<OperationContext>({
    schema: gateway.schema,
    introspection,
    hideSchemaDetailsFromClientErrors: !introspection, // suggestions tell what introspection would
    includeStacktraceInErrorResponses: false,
    allowBatchedHttpRequests: false,
    csrfPrevention: true,
    ...(persistedQueries && { persistedQueries: { cache: persistedQueries } }),
    parseOptions: { maxTokens: limits.maxTokens },
    validationOptions: { maxErrors: MAX_ERRORS },
    formatError: (formatted, thrown) =>
      shortError(isTooDeep(thrown) ? { ...formatted, message: TOO_DEEP_TO_READ } : formatted),
    stringifyResult: printResult,
    logger: apolloLogger(logger),
    nodeEnv: 'production', // what depends on our mode is said above
    stopOnTerminationSignals: false, // lifecycle.ts listens to them
    plugins: [
      ApolloServerPluginCacheControlDisabled(), // costs time per field, and the freshness of calls is ours to tell
      ApolloServerPluginInlineTraceDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginSchemaReportingDisabled(), // nothing leaves because of an environment variable
      ApolloServerPluginUsageReportingDisabled(),
      gatewayPlugin(gateway, logger),
    ],
  });
}

function gatewayPlugin(gateway: Gateway, logger: Logger): ApolloServerPlugin<OperationContext> {
  return {
    async requestDidStart() {
      return {
        async didResolveOperation({ operation, operationName, contextValue: { record } }) {
          if (operation !== undefined) record.operationType = operation.operation;
          if (operationName !== null) record.operationName = operationName;
        },

        /** Called without an operation for an unknown or ambiguous name: Apollo Server answers that itself. */
        async responseForOperation({ document, operation, request, contextValue }) {
          if (operation === undefined) return null;
          const { headers, signal, members, trace } = contextValue;
          const result = await runOperation(gateway, logger, contextValue, {
            document,
            operationName: request.operationName,
            variables: exactVariables(gateway.schema, operation, members.variables ?? request.variables),
            headers,
            signal,
            deadlineMs: members.deadlineMs,
            onError: members.onError,
            trace,
          });
          return {
            http: { ...result.http, headers: new HeaderMap() },
            body: { kind: 'single', singleResult: result.result },
          };
        },

        /** Every single answer passes here, refused operations included. */
        async willSendResponse({ response, contextValue: { record } }) {
          if (response.body.kind !== 'single') return;
          const { data, errors = [], extensions: told } = response.body.singleResult;
          record.errorCodes = [...new Set(errors.map(({ extensions }) => String(extensions?.code ?? 'UNKNOWN')))];
          record.isStale = isStale(told?.overlap);
          record.isPartial = errors.length > 0 && data !== null && data !== undefined;
        },
      };
    },
  };
}

/** Whether parsing or validating has come to the end of the stack; Apollo Server wraps what was thrown, twice even. */
function isTooDeep(thrown: unknown): boolean {
  return thrown instanceof RangeError || (thrown instanceof GraphQLError && isTooDeep(thrown.originalError));
}

/** Whether what an answer tells beside its data names stale values. */
function isStale(told: unknown): boolean {
  return typeof told === 'object' && told !== null && 'stale' in told;
}

interface Answer {
  readonly http: { readonly status?: number };
  readonly result: FormattedExecutionResult;
}

/** A result without `data` was not run, which is the request's fault (GraphQL over HTTP, status codes). */
async function runOperation(
  gateway: Gateway,
  logger: Logger,
  { requestId }: OperationContext,
  operation: GatewayOperation,
): Promise<Answer> {
  const mask = { mode: gateway.settings.mode, logger, requestId };
  let result: ExecutionResult;
  try {
    result = await gateway.execute(operation);
  } catch (error) {
    return { http: { status: 500 }, result: { errors: [unexpected(error, mask)] } };
  }
  const { errors, ...rest } = result;
  if (errors === undefined) return { http: {}, result: rest };
  const formatted = errors.map((error) => maskError(error, mask));
  if (result.data !== undefined) return { http: {}, result: { ...rest, errors: formatted } };
  const refused = formatted.slice(0, MAX_ERRORS).map(({ extensions, ...error }) => ({
    ...shortError(error),
    extensions: { code: 'BAD_USER_INPUT', ...extensions },
  }));
  return { http: { status: 400 }, result: { errors: refused } };
}

/**
 * Compact, with all digits of big integers; Apollo Server gives `errors`, `data` and `extensions`, absent ones too.
 * Equal operations in flight share their data, and so its text.
 */
function printResult({ data, errors, extensions }: FormattedExecutionResult): string {
  if (errors === undefined && extensions === undefined && data) {
    const known = TEXTS.get(data);
    if (known === undefined) {
      const text = printJson({ data } as Json);
      TEXTS.set(data, text);
      return text;
    }
    // A second asker: from now on its bytes are at hand. They pass Apollo Server as they are, whatever the type says.
    const bytes = typeof known === 'string' ? Buffer.from(known) : known;
    TEXTS.set(data, bytes);
    return bytes as unknown as string;
  }
  const members = { ...(errors && { errors }), ...(data !== undefined && { data }), ...(extensions && { extensions }) };
  return printJson(members as unknown as Json);
}

const TEXTS = new WeakMap<object, string | Buffer>();

function apolloLogger(logger: Logger) {
  const from = 'apollo server';
  return {
    debug: (message: unknown) => logger.debug({ from }, String(message)),
    info: (message: unknown) => logger.debug({ from }, String(message)),
    warn: (message: unknown) => logger.warn({ from }, String(message)),
    error: (message: unknown) => logger.error({ from }, String(message)),
  };
}
