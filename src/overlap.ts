import type { ExecutionResult, GraphQLSchema } from 'graphql';
import { withFreshness } from './answer-freshness.ts';
import type { SchemaFile } from './connectors/read-graph.ts';
import type { TrustedDocuments } from './documents/trusted-documents.ts';
import { executeInParts } from './execute-in-parts.ts';
import { createExecutor, type Engine, type Prepared } from './execute-operation.ts';
import { FAILURE_CODES } from './execution/field-error.ts';
import type { GatewayObserver } from './execution/observer.ts';
import { createOperation, type Operation } from './execution/operation.ts';
import type { Runtime } from './execution/runtime.ts';
import { finishOperation } from './finish-operation.ts';
import type { Gateway, GatewayOperation, Logger } from './gateway.ts';
import { createAttemptLog } from './insight/attempt-log.ts';
import type { Json } from './json/json.ts';
import { success } from './json/outcome.ts';
import { createJudge } from './limits/judge-operation.ts';
import { readOperation } from './limits/read-operation.ts';
import { createLiveGateway } from './live-gateway.ts';
import { requireGraph } from './load-graph.ts';
import { createObserve, type Observed, withTimings } from './observe-operation.ts';
import { openRuntime } from './open-runtime.ts';
import type { WrittenOperation } from './planning/wanted-fields.ts';
import { contextOf, LATE, NO_CONTEXT, tooLate } from './program-context.ts';
import { attachResolvers } from './resolvers/attach-resolvers.ts';
import { createOperationFinder } from './resolvers/find-operation.ts';
import type { ResolverMap } from './resolvers/typescript-resolvers.ts';
import { environment } from './settings/environment.ts';
import { resolveSettings } from './settings/resolve-settings.ts';
import type { Settings } from './settings/settings.ts';
import { printSettingsFault, type SettingsFault } from './settings/settings-fault.ts';
import type { SettingsInput } from './settings/settings-schema.ts';
import { findUnknownSources } from './settings/unknown-sources.ts';
import { createShare } from './sharing/share.ts';
import { iterateResults } from './subscribe.ts';
import { backgroundClock, type Clock, systemClock } from './time/clock.ts';
import { NO_DEADLINE, startDeadline } from './time/deadline.ts';
import { createUpstream, type UpstreamOptions } from './upstream/create-upstream.ts';
import type { Upstream } from './upstream/upstream.ts';
import { createUpstreamPool, type UpstreamPool } from './upstream-pool.ts';

/** What a gateway is made of. */
export interface OverlapOptions {
  /** SDL as one text, or as files: each file with its own connect link is a service. */
  readonly typeDefs: string | readonly SchemaFile[];
  /** As in overlap.yaml, or already resolved. */
  readonly settings?: SettingsInput | Settings;
  readonly resolvers?: ResolverMap;
  /** Adds to the context of TypeScript resolvers; its JSON members are also `$context.NAME` in connectors. */
  readonly context?: (request: ClientRequest) => object | Promise<object>;
  readonly logger?: Logger;
  /** The values of `$env`; the process's own when left out. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly clock?: Clock;
  /** Open clients to take over from another gateway, or to leave to one; borrowed. */
  readonly upstreams?: UpstreamPool;
  /** Makes the client of one source in place of the one that speaks HTTP; for tests and transports of a program's own. */
  readonly openUpstream?: (options: UpstreamOptions, clock: Clock) => Upstream;
  /** Which documents clients of a server may send; `query` asks for the program itself, and may send any. */
  readonly documents?: TrustedDocuments;
  /** Look at all that runs; each costs something on every call. */
  readonly observers?: readonly GatewayObserver[];
  /** `resolvers` runs everything by graphql-js: the reference. */
  readonly engine?: Engine;
}

/** What `context(request)` is given. */
export interface ClientRequest {
  readonly headers: ReadonlyMap<string, readonly string[]>;
}

/** A gateway inside a program: ask it directly, or give it to a server. */
export interface Overlap extends Gateway {
  executeInParts: NonNullable<Gateway['executeInParts']>;
  /** Parses, validates and runs one operation, as an HTTP request would. */
  query(request: OverlapQuery): Promise<ExecutionResult>;
  /** The results of a subscription, each time that they change. Whoever watches the same shares its polls. */
  subscribe(request: OverlapQuery): AsyncGenerator<ExecutionResult, void, undefined>;
}

export interface OverlapQuery {
  readonly query: string;
  readonly operationName?: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  /** The client's headers; a list is as many lines. */
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly signal?: AbortSignal;
  readonly deadlineMs?: number;
  readonly trace?: boolean;
}

/**
 * Makes a running gateway. Throws a `SchemaError` with every diagnostic when the graph cannot be served, and a
 * TypeError when settings or resolvers do not fit it.
 */
export function createOverlap(options: OverlapOptions): Overlap {
  const clock = options.clock ?? systemClock;
  const settings = settingsOf(options);
  const { schema, opened, attach } = assemble(options, settings, clock, () => {
    throw new TypeError('An operation of a gateway is run by the gateway; use createSchema for other executors.');
  });
  const executor = createExecutor(schema, opened.runtime, {
    // A value that does not fit is an error of its position, which only the reference can place.
    engine: settings.strictTypes ? 'resolvers' : (options.engine ?? 'compiled'),
    onError: settings.onError,
    hasTypeScript: Object.keys(options.resolvers ?? {}).length > 0,
    attach,
  });
  const shared = createShare<ExecutionResult>();
  const observe = createObserve(
    { observers: observersOf(options, settings), tellsTimings: settings.serverTiming !== 'off' },
    clock,
  );
  const observedBy = (operation: GatewayOperation, { written }: Pick<Prepared, 'written'>): Observed | undefined =>
    observe({ written, headers: operation.headers, requestId: operation.requestId }, operation.trace === true);

  /** One execution, for itself or for all that are equal to it. */
  async function executeOnce(
    operation: GatewayOperation,
    prepared: Prepared,
    signal: AbortSignal,
    budgetMs: number,
  ): Promise<ExecutionResult> {
    const waitsForNobody = prepared.callsNobody === true && options.context === undefined;
    using deadline = waitsForNobody ? NO_DEADLINE : startDeadline(budgetMs, clock);
    const context =
      options.context === undefined ? NO_CONTEXT : await contextOf(options.context, operation, deadline.signal);
    if (context === LATE) return tooLate();
    using observed = observedBy(operation, prepared);
    const running = createOperation(opened.runtime, {
      headers: operation.headers,
      signal,
      deadline,
      context: context as Readonly<Record<string, Json>>,
      ...(prepared.written !== undefined && { written: prepared.written }),
      trace: operation.trace === true,
      effort: operation.effort,
      ...(operation.polled !== undefined && { polled: operation.polled }),
      ...(observed && { observer: observed.observer }),
    });
    const onError = operation.onError ?? settings.onError;
    const whole = finishOperation(await prepared.run(running, context), running, onError, observed);
    const result = withTimings(whole, observed?.timings?.timings());
    // What a program adds may depend on anything of the request.
    return options.context === undefined ? withFreshness(result, running, prepared.dependsOn) : result;
  }

  /** What a program asks, as an HTTP request would. */
  function readRequest({ query, headers = {}, signal = NEVER, ...rest }: OverlapQuery) {
    const read = readOperation(schema, query, settings.limits);
    if (!read.ok) return read;
    const lines = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), [value].flat()] as const);
    return success<GatewayOperation>({ document: read.value, headers: new Map(lines), signal, ...rest });
  }

  const judge = createJudge(opened.runtime.model, schema, settings.limits);
  const live = createLiveGateway({
    schema,
    model: opened.runtime.model,
    executor,
    judge,
    execute: (operation) => gateway.execute(operation),
    mayShare: options.context === undefined,
    maxTopics: settings.live.maxTopics,
    clock,
    random: Math.random,
  });
  const gateway: Overlap = {
    schema,
    settings,
    live,
    sources: opened.sources,
    ...(opened.store && { store: opened.store }),
    ...(options.documents && { documents: options.documents }),
    async execute(operation) {
      const refusal = judge(operation);
      if (refusal !== undefined) return { errors: [refusal] };
      const prepared = executor.prepare(operation);
      // A program's context may refuse a caller, so whoever brings one is never answered for another.
      const mayShare = options.context === undefined && prepared.callsNobody !== true;
      const shareKey = mayShare ? prepared.shareKey : undefined;
      const budgetMs = budget(settings, operation);
      if (shareKey === undefined) return executeOnce(operation, prepared, operation.signal, budgetMs);
      const arrivedMs = clock.now();
      const key = `${opened.runtime.writes.count} ${operation.deadlineMs ?? ''} ${shareKey}`;
      const { value, isFirst } = shared.join(key, operation.signal, (signal) =>
        executeOnce(operation, prepared, signal, budgetMs),
      );
      const result = await value;
      // Who joined late has time left when the first one's deadline passes.
      if (isFirst || !isLate(result)) return result;
      const restMs = Math.max(1, budgetMs - (clock.now() - arrivedMs));
      return executeOnce(operation, prepared, operation.signal, restMs);
    },
    async executeInParts(operation, cut) {
      const refusal = judge(operation);
      if (refusal !== undefined) return { errors: [refusal] };
      const prepared = executor.prepareParts(operation, cut);
      if (prepared === undefined) return gateway.execute(operation);
      const budgetMs = budget(settings, operation);
      using first = startDeadline(budgetMs, clock);
      const context = await contextOf(options.context, operation, first.signal);
      if (context === LATE) return tooLate();
      const input = {
        headers: operation.headers,
        signal: operation.signal,
        context: context as Readonly<Record<string, Json>>,
        written: prepared.written,
        trace: operation.trace === true,
        effort: operation.effort,
        onError: operation.onError ?? settings.onError,
        first,
        restMs: Math.max(budgetMs, settings.deferDeadlineMs),
        observed: observedBy(operation, prepared),
      };
      return await executeInParts(prepared, input, opened.runtime, clock);
    },
    async query(request) {
      const read = readRequest(request);
      return read.ok ? gateway.execute(read.value) : { errors: read.failure };
    },
    subscribe(request) {
      const read = readRequest(request);
      return iterateResults((viewer) => (read.ok ? live.watch(read.value, viewer) : read), request.signal ?? NEVER);
    },
    async [Symbol.asyncDispose]() {
      live.close();
      await opened[Symbol.asyncDispose]();
    },
  };
  return gateway;
}

/**
 * The plain executable schema of a graph, for graphql-js and every server built on it. Each execution is an
 * operation of its own with the deadline of the settings; its context may carry `request.headers` (fetch) or
 * `req.headers` (node). Errors past the hundredth of one cause are counted in the last one. Nobody closes what such a
 * schema opens, so it keeps everything in memory, whatever `store` says.
 */
export function createSchema(options: OverlapOptions): GraphQLSchema {
  const settings: Settings = { ...settingsOf(options), store: { kind: 'memory' } };
  const clock = options.clock ?? backgroundClock;
  const { schema } = assemble(options, settings, clock, (runtime, context, written) =>
    createOperation(runtime, {
      written,
      headers: headersOf(context),
      signal: NEVER,
      deadline: startDeadline(settings.deadlineMs, clock),
      context: context as Readonly<Record<string, Json>>,
    }),
  );
  return schema;
}

function assemble(
  options: OverlapOptions,
  settings: Settings,
  clock: Clock,
  start: (runtime: Runtime, context: object, written: WrittenOperation) => Operation,
) {
  const { typeDefs, resolvers = {}, env = environment(), upstreams = createUpstreamPool() } = options;
  const { openUpstream = createUpstream } = options;
  const files = typeof typeDefs === 'string' ? [inlineFile(typeDefs)] : typeDefs;
  const served = requireGraph(files, resolvers);
  const { graph } = served.model;
  const unknown = findUnknownSources(settings.sources.keys(), graph);
  if (unknown.length > 0) throw wrongSettings(unknown);
  const find = createOperationFinder((context, info) =>
    start(opened.runtime, typeof context === 'object' && context !== null ? context : {}, info),
  );
  const attach = (schema: GraphQLSchema): GraphQLSchema => {
    attachResolvers(schema, find, resolvers);
    return schema;
  };
  const schema = attach(graph.apiSchema);
  // Last, so that nothing is left open where something does not fit.
  const opened = openRuntime(served, settings, { env, clock, upstreams, openUpstream });
  return { schema, opened, attach };
}

/** A program's, and our own log of attempts where somebody wants to read it. */
function observersOf({ observers = [], logger }: OverlapOptions, { log }: Settings): readonly GatewayObserver[] {
  if (log.level !== 'debug' || logger === undefined) return observers;
  return [...observers, createAttemptLog((fields) => logger.debug(fields, 'attempt'))];
}

function inlineFile(text: string): SchemaFile {
  return { service: 'graph', source: { name: '<inline>', text } };
}

function settingsOf({ settings = {} }: OverlapOptions): Settings {
  if ('deadlineMs' in settings) return settings;
  const resolved = resolveSettings(settings);
  if (resolved.ok) return resolved.value;
  throw wrongSettings(resolved.failure);
}

function wrongSettings(faults: readonly SettingsFault[]): TypeError {
  return new TypeError(faults.map(printSettingsFault).join('\n'));
}

/** What is left for assembling and sending once the deadline has passed. */
const RESERVE_MS = 10;

/** A client may shorten the deadline, never lengthen it. */
function budget(settings: Settings, { deadlineMs }: GatewayOperation): number {
  const whole = Math.min(settings.deadlineMs, deadlineMs ?? Number.POSITIVE_INFINITY);
  return Math.max(1, whole - Math.min(RESERVE_MS, whole / 10));
}

function isLate({ errors = [] }: ExecutionResult): boolean {
  return errors.some(({ extensions }) => extensions.code === FAILURE_CODES.deadline);
}

const NEVER = new AbortController().signal;

/** The headers of a fetch request (whoever made the class) or of a node request. */
function headersOf(context: object): ReadonlyMap<string, readonly string[]> {
  const { request, req } = context as { request?: { headers?: unknown }; req?: { headers?: unknown } };
  const headers = request?.headers ?? req?.headers;
  if (typeof headers !== 'object' || headers === null) return new Map();
  const lines = isFetchHeaders(headers) ? [...headers.entries()] : Object.entries(headers as NodeHeaders);
  return new Map(lines.flatMap(([name, value]) => (value === undefined ? [] : [[name.toLowerCase(), [value].flat()]])));
}

type NodeHeaders = Readonly<Record<string, string | string[] | undefined>>;

function isFetchHeaders(headers: object): headers is Headers {
  return typeof (headers as { entries?: unknown }).entries === 'function';
}
