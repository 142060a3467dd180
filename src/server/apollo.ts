import { ApolloServer, type ApolloServerPlugin, type GraphQLResponse, HeaderMap } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import { type FormattedExecutionResult, GraphQLError, OperationTypeNode } from 'graphql';
import type { Gateway, Logger } from '../gateway.ts';
import { isIncremental } from '../incremental/directives.ts';
import { INCREMENTAL_RULES } from '../incremental/rules.ts';
import { TOO_DEEP_TO_READ } from '../limits/read-operation.ts';
import { PERSISTED_QUERY_TTL_MS } from '../settings/defaults.ts';
import { exactVariables } from './exact-variables.ts';
import { cutOf } from './incremental/accept.ts';
import type { KnownOperations } from './known-operations.ts';
import { noteOperation, noteResult, type OperationContext } from './operation-context.ts';
import { printResult } from './print-result.ts';
import { runOperation, runOperationInParts } from './run-operation.ts';
import { MAX_ERRORS, shortError } from './short-error.ts';

/**
 * Apollo Server in front of a gateway: it parses and validates (both cached by text), guards (CSRF, persisted
 * queries, no batching, no mutation by GET) and negotiates; the gateway executes. What it has let through is told to `known`.
 */
export function createApollo(gateway: Gateway, logger: Logger, known: KnownOperations): ApolloServer<OperationContext> {
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
    validationRules: [...INCREMENTAL_RULES],
    validationOptions: { maxErrors: MAX_ERRORS },
    formatError: (formatted, thrown) =>
      shortError(isTooDeep(thrown) ? { ...formatted, message: TOO_DEEP_TO_READ } : formatted),
    // It passes Apollo Server as it is, whatever the type says.
    stringifyResult: (result: FormattedExecutionResult) => printResult(result) as unknown as string,
    logger: apolloLogger(logger),
    nodeEnv: 'production', // what depends on our mode is said above
    stopOnTerminationSignals: false, // lifecycle.ts listens to them
    plugins: [
      ApolloServerPluginCacheControlDisabled(), // costs time per field, and the freshness of calls is ours to tell
      ApolloServerPluginInlineTraceDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginSchemaReportingDisabled(), // nothing leaves because of an environment variable
      ApolloServerPluginUsageReportingDisabled(),
      gatewayPlugin(gateway, logger, known),
    ],
  });
}

function gatewayPlugin(gateway: Gateway, logger: Logger, known: KnownOperations): ApolloServerPlugin<OperationContext> {
  return {
    async requestDidStart() {
      return {
        async didResolveOperation({ operation, operationName, contextValue: { record } }) {
          if (operation !== undefined) noteOperation(record, operation.operation, operationName);
        },

        /** Called without an operation for an unknown or ambiguous name: Apollo Server answers that itself. */
        async responseForOperation({ document, operation, source, request, contextValue }) {
          if (operation === undefined) return null;
          if (operation.operation === OperationTypeNode.SUBSCRIPTION) return refusal(406, NO_STREAM);
          const { requestId, headers, signal, members, trace, record, delivery } = contextValue;
          record.isRun = true;
          const { operationName } = request;
          known.learn(source, operationName, { document, operation });
          const sha256Hash: unknown = request.extensions?.persistedQuery?.sha256Hash;
          if (typeof sha256Hash === 'string') known.learnHash(sha256Hash, source);
          const asked = {
            document,
            operationName,
            variables: exactVariables(gateway.schema, operation, members.variables ?? request.variables),
            headers,
            signal,
            deadlineMs: members.deadlineMs,
            onError: members.onError,
            trace,
            requestId,
            effort: record,
          };
          const run = { gateway, logger, requestId };
          const isParted = delivery !== undefined && isIncremental(document);
          const answer = isParted
            ? await runOperationInParts(run, asked, cutOf(delivery))
            : await runOperation(run, asked);
          if ('parts' in answer) {
            record.parts = answer.parts;
            return noResult();
          }
          const { status, result } = answer;
          return {
            http: { ...(status !== 200 && { status }), headers: new HeaderMap() },
            body: { kind: 'single', singleResult: result },
          };
        },

        /** Every single answer passes here, refused operations included. */
        async willSendResponse({ response, contextValue: { record } }) {
          if (response.body.kind === 'single') noteResult(record, response.body.singleResult);
        },
      };
    },
  };
}

/** What Apollo Server is given where the answer comes in parts, which others send. */
function noResult(): GraphQLResponse {
  return { http: { headers: new HeaderMap() }, body: { kind: 'single', singleResult: {} } };
}

const NO_STREAM =
  'A subscription is answered by a stream: accept `text/event-stream` or `multipart/mixed;subscriptionSpec=1.0`, or use a WebSocket.';

function refusal(status: number, message: string): GraphQLResponse {
  const singleResult = { errors: [{ message, extensions: { code: 'BAD_REQUEST' } }] };
  return { http: { status, headers: new HeaderMap() }, body: { kind: 'single', singleResult } };
}

/** Whether parsing or validating has come to the end of the stack; Apollo Server wraps what was thrown, twice even. */
function isTooDeep(thrown: unknown): boolean {
  return thrown instanceof RangeError || (thrown instanceof GraphQLError && isTooDeep(thrown.originalError));
}

function apolloLogger(logger: Logger) {
  const from = 'apollo server';
  return {
    debug: (message: unknown) => logger.debug({ from }, String(message)),
    info: (message: unknown) => logger.debug({ from }, String(message)),
    warn: (message: unknown) => logger.warn({ from }, String(message)),
    error: (message: unknown) => logger.error({ from }, String(message)),
  };
}
