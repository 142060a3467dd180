import { failed, type Outcome, success } from '../json/outcome.ts';
import { completeCallPolicies } from './complete-call-policies.ts';
import * as defaults from './defaults.ts';
import type {
  AdminSettings,
  LiveSettings,
  Mode,
  OverloadSettings,
  QuotaSettings,
  Settings,
  SourceSettings,
  StoreSettings,
} from './settings.ts';
import { faultsOf, type SettingsFault } from './settings-fault.ts';
import { type CheckedSettings, type SettingsInput, settingsSchema } from './settings-schema.ts';

/**
 * Checks settings as people write them and fills in every default. Fails with everything that is wrong.
 * `production` unless the input says otherwise. Pure.
 */
export function resolveSettings(input: SettingsInput): Outcome<Settings, readonly SettingsFault[]> {
  const checked = settingsSchema.safeParse(input);
  return checked.success ? success(complete(checked.data)) : failed(faultsOf(checked.error.issues));
}

function complete(input: CheckedSettings): Settings {
  const mode = input.mode ?? 'production';
  const maxRequestsPerOperation = input.maxRequestsPerOperation ?? defaults.MAX_REQUESTS_PER_OPERATION;
  const config = input.$config ?? {};
  const base: SourceSettings = { ...defaults.SOURCE_DEFAULTS, config, maxRequestsPerOperation };
  const sourceDefaults = completeSource(input.sourceDefaults ?? {}, base);
  const sources = Object.entries(input.sources ?? {});
  return {
    mode,
    server: completeServer(input.server ?? {}, mode),
    introspection: input.introspection ?? mode === 'development',
    deadlineMs: input.deadline ?? defaults.DEADLINE_MS,
    deferDeadlineMs: input.deferDeadline ?? defaults.DEFER_DEADLINE_MS,
    deadlineRequestHeader: input.deadlineRequestHeader ?? defaults.DEADLINE_HEADER,
    limits: completeLimits(input.limits ?? {}),
    http: completeHttp(input.http ?? {}),
    onError: input.onError ?? defaults.ON_ERROR,
    strictTypes: input.strictTypes ?? defaults.STRICT_TYPES,
    cors: { origins: input.cors?.origins ?? [] },
    trace: { ...(input.trace?.secret !== undefined && { secret: input.trace.secret }) },
    log: { level: input.log?.level ?? defaults.LOG_LEVEL },
    serverTiming: input.serverTiming ?? defaults.SERVER_TIMING[mode],
    overload: completeOverload(input.overload ?? {}),
    live: completeLive(input.live ?? {}),
    ...(input.quota && { quota: completeQuota(input.quota) }),
    ...(input.resolvers !== undefined && { resolvers: input.resolvers }),
    ...(input.documents && {
      documents: { manifest: input.documents.manifest, mode: input.documents.mode ?? defaults.DOCUMENT_MODE },
    }),
    store: completeStore(input.store),
    config,
    context: input.$context ?? {},
    maxRequestsPerOperation,
    sourceDefaults,
    sources: new Map(sources.map(([name, source]) => [name, completeSource(source, sourceDefaults)])),
  };
}

function completeServer(server: NonNullable<CheckedSettings['server']>, mode: Mode): Settings['server'] {
  return {
    host: server.host ?? defaults.SERVER_DEFAULTS.host,
    port: server.port ?? defaults.SERVER_DEFAULTS.port,
    path: server.path ?? defaults.SERVER_DEFAULTS.path,
    admin: completeAdmin(server.admin ?? {}, mode),
    maxBodyBytes: server.maxBodyBytes ?? defaults.SERVER_DEFAULTS.maxBodyBytes,
    reusePort: server.reusePort ?? defaults.SERVER_DEFAULTS.reusePort,
  };
}

/** Development keeps everything on one port; whoever names an admin address gets it, in either mode. */
function completeAdmin(admin: { host?: string | undefined; port?: number | undefined }, mode: Mode): AdminSettings {
  const required = admin.host !== undefined || admin.port !== undefined;
  if (mode === 'development' && !required) return { kind: 'same listener' };
  const host = admin.host ?? defaults.ADMIN_DEFAULTS.host;
  return { kind: 'own listener', host, port: admin.port ?? defaults.ADMIN_DEFAULTS.port, required };
}

function completeLimits(limits: NonNullable<CheckedSettings['limits']>): Settings['limits'] {
  return {
    maxTokens: limits.tokens ?? defaults.LIMIT_DEFAULTS.maxTokens,
    maxDepth: limits.depth ?? defaults.LIMIT_DEFAULTS.maxDepth,
    maxAliases: limits.aliases ?? defaults.LIMIT_DEFAULTS.maxAliases,
    maxRootFields: limits.rootFields ?? defaults.LIMIT_DEFAULTS.maxRootFields,
    maxCost: limits.cost ?? defaults.LIMIT_DEFAULTS.maxCost,
  };
}

function completeHttp(http: NonNullable<CheckedSettings['http']>): Settings['http'] {
  return {
    partialStatus: http.partialStatus ?? defaults.HTTP_DEFAULTS.partialStatus,
    compression: http.compression ?? defaults.HTTP_DEFAULTS.compression,
  };
}

function completeOverload(overload: NonNullable<CheckedSettings['overload']>): OverloadSettings {
  return {
    enabled: overload.enabled ?? defaults.OVERLOAD_DEFAULTS.enabled,
    maxConcurrent: overload.concurrency ?? defaults.OVERLOAD_DEFAULTS.maxConcurrent,
    maxDelayMs: overload.delay ?? defaults.OVERLOAD_DEFAULTS.maxDelayMs,
  };
}

function completeLive(live: NonNullable<CheckedSettings['live']>): LiveSettings {
  return {
    maxStreams: live.maxStreams ?? defaults.LIVE_DEFAULTS.maxStreams,
    maxStreamsPerConnection: live.maxStreamsPerConnection ?? defaults.LIVE_DEFAULTS.maxStreamsPerConnection,
    maxTopics: live.maxOperations ?? defaults.LIVE_DEFAULTS.maxTopics,
    heartbeatMs: live.heartbeat ?? defaults.LIVE_DEFAULTS.heartbeatMs,
    connectionHeaders: live.connectionHeaders ?? defaults.LIVE_DEFAULTS.connectionHeaders,
  };
}

function completeQuota({ perSecond, burst, by }: Exclude<CheckedSettings['quota'], false | undefined>): QuotaSettings {
  return { perSecond, burst: burst ?? burstOf(perSecond), by: by ?? { kind: 'ip' } };
}

function completeStore(store: CheckedSettings['store']): StoreSettings {
  return typeof store === 'object' ? { kind: 'valkey', url: store.valkey } : { kind: 'memory' };
}

/** As many at once as in a second, one at least. */
function burstOf(perSecond: number): number {
  return Math.max(1, Math.ceil(perSecond));
}

type CheckedSource = NonNullable<CheckedSettings['sources']>[string];

function completeSource(source: CheckedSource, base: SourceSettings): SourceSettings {
  return {
    ...(source.baseURL !== undefined && { baseURL: source.baseURL }),
    config: source.$config ?? base.config,
    timeout: {
      connectMs: source.timeout?.connect ?? base.timeout.connectMs,
      attemptMs: source.timeout?.attempt ?? base.timeout.attemptMs,
      queueMs: source.timeout?.queue ?? base.timeout.queueMs,
    },
    maxConnections: source.connections ?? base.maxConnections,
    maxQueued: base.maxQueued,
    maxResponseBytes: source.maxResponseBytes ?? base.maxResponseBytes,
    maxRequestsPerOperation: source.maxRequestsPerOperation ?? base.maxRequestsPerOperation,
    ...completePolicies(source, base),
    ...completeCallPolicies(source, base),
    forwardHeaders: source.forwardHeaders ?? base.forwardHeaders,
    headers: source.headers ?? base.headers,
    allowEmptySegments: source.allowEmptySegments ?? base.allowEmptySegments,
    lenientContentTypes: source.lenientContentTypes ?? base.lenientContentTypes,
    exposeProblem: source.exposeProblem ?? base.exposeProblem,
    ...completeDeadlineHeader(source, base),
    http2: source.http2 ?? base.http2,
  };
}

function completeDeadlineHeader(
  { deadlineHeader: written }: CheckedSource,
  base: SourceSettings,
): Pick<SourceSettings, 'deadlineHeader'> {
  const name = written === true ? defaults.DEADLINE_HEADER : written === undefined ? base.deadlineHeader : written;
  return typeof name === 'string' ? { deadlineHeader: name } : {};
}

function completePolicies(
  source: CheckedSource,
  base: SourceSettings,
): Pick<SourceSettings, 'retry' | 'breaker' | 'coalesce' | 'rateLimit'> {
  const { retry, breaker, coalesce } = source;
  return {
    retry: {
      enabled: retry?.enabled ?? base.retry.enabled,
      idempotent: retry?.idempotent ?? base.retry.idempotent,
      maxAttempts: retry?.attempts ?? base.retry.maxAttempts,
      budgetRatio: retry?.budget ?? base.retry.budgetRatio,
    },
    breaker: {
      enabled: breaker?.enabled ?? base.breaker.enabled,
      failureRatio: breaker?.failureRatio ?? base.breaker.failureRatio,
      minCalls: breaker?.minCalls ?? base.breaker.minCalls,
      windowMs: breaker?.window ?? base.breaker.windowMs,
      openMs: breaker?.open ?? base.breaker.openMs,
    },
    coalesce: { enabled: coalesce?.enabled ?? base.coalesce.enabled },
    ...completeRateLimit(source, base),
  };
}

function completeRateLimit(
  { rateLimit: written }: CheckedSource,
  base: SourceSettings,
): Pick<SourceSettings, 'rateLimit'> {
  if (written === undefined) return base.rateLimit === undefined ? {} : { rateLimit: base.rateLimit };
  if (written === false) return {};
  const { perSecond, burst } = written;
  return { rateLimit: { perSecond, burst: burst ?? burstOf(perSecond) } };
}
