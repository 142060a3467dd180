import { stringify } from 'yaml';
import type { Json, JsonObject } from '../json/json.ts';
import { printDuration, printSize } from '../units/units.ts';
import { printableCallPolicies, printableStore } from './print-call-policies.ts';
import type { HeaderRule, QuotaSettings, Settings, SourceSettings } from './settings.ts';

/**
 * The effective settings as YAML that could stand in overlap.yaml, with every secret hidden: values of `$config`
 * and `$context`, credentials, and what a URL carries besides its address. Pure.
 */
export function printSettings(settings: Settings): string {
  const { server, limits } = settings;
  const admin = server.admin.kind === 'own listener' && { admin: { host: server.admin.host, port: server.admin.port } };
  return stringify({
    mode: settings.mode,
    server: {
      host: server.host,
      port: server.port,
      path: server.path,
      ...admin,
      maxBodyBytes: printSize(server.maxBodyBytes),
      reusePort: server.reusePort,
    },
    introspection: settings.introspection,
    deadline: printDuration(settings.deadlineMs),
    deferDeadline: printDuration(settings.deferDeadlineMs),
    deadlineRequestHeader: settings.deadlineRequestHeader,
    limits: {
      tokens: limits.maxTokens,
      depth: limits.maxDepth,
      aliases: limits.maxAliases,
      rootFields: limits.maxRootFields,
      cost: limits.maxCost,
    },
    http: { ...settings.http },
    onError: settings.onError,
    strictTypes: settings.strictTypes,
    cors: { origins: [...settings.cors.origins] },
    ...(settings.trace.secret !== undefined && { trace: { secret: '(hidden)' } }),
    log: settings.log,
    serverTiming: settings.serverTiming,
    overload: {
      enabled: settings.overload.enabled,
      concurrency: settings.overload.maxConcurrent,
      delay: printDuration(settings.overload.maxDelayMs),
    },
    live: {
      maxStreams: settings.live.maxStreams,
      maxStreamsPerConnection: settings.live.maxStreamsPerConnection,
      maxOperations: settings.live.maxTopics,
      heartbeat: printDuration(settings.live.heartbeatMs),
      connectionHeaders: [...settings.live.connectionHeaders],
    },
    quota: settings.quota === undefined ? false : { ...settings.quota, by: printBy(settings.quota.by) },
    ...(settings.resolvers !== undefined && { resolvers: settings.resolvers }),
    ...(settings.documents !== undefined && { documents: { ...settings.documents } }),
    store: printableStore(settings.store),
    $config: hidden(settings.config),
    $context: hidden(settings.context),
    maxRequestsPerOperation: settings.maxRequestsPerOperation,
    sourceDefaults: printableSource(settings.sourceDefaults),
    sources: Object.fromEntries([...settings.sources].map(([name, source]) => [name, printableSource(source)])),
  });
}

function printBy(by: QuotaSettings['by']): string {
  return by.kind === 'ip' ? 'ip' : `header:${by.name}`;
}

function printableSource(source: SourceSettings) {
  const { retry, breaker } = source;
  return {
    ...(source.baseURL !== undefined && { baseURL: withoutSecrets(source.baseURL) }),
    $config: hidden(source.config),
    timeout: {
      connect: printDuration(source.timeout.connectMs),
      attempt: printDuration(source.timeout.attemptMs),
      queue: printDuration(source.timeout.queueMs),
    },
    connections: source.maxConnections,
    maxResponseBytes: printSize(source.maxResponseBytes),
    maxRequestsPerOperation: source.maxRequestsPerOperation,
    retry: {
      enabled: retry.enabled,
      idempotent: retry.idempotent,
      attempts: retry.maxAttempts,
      budget: retry.budgetRatio,
    },
    breaker: {
      enabled: breaker.enabled,
      failureRatio: breaker.failureRatio,
      minCalls: breaker.minCalls,
      window: printDuration(breaker.windowMs),
      open: printDuration(breaker.openMs),
    },
    coalesce: { ...source.coalesce },
    ...printableCallPolicies(source),
    rateLimit: source.rateLimit === undefined ? false : { ...source.rateLimit },
    forwardHeaders: [...source.forwardHeaders],
    headers: source.headers.map(printableRule),
    allowEmptySegments: source.allowEmptySegments,
    lenientContentTypes: source.lenientContentTypes,
    exposeProblem: [...source.exposeProblem],
    deadlineHeader: source.deadlineHeader ?? false,
    http2: source.http2,
  };
}

/** Values may be keys of somebody's. */
function printableRule(rule: HeaderRule): object {
  switch (rule.kind) {
    case 'propagate': {
      const { named, as } = rule;
      const otherwise = rule.default !== undefined && { default: '(hidden)' };
      return { propagate: { named, ...(as !== named && { rename: as }), ...otherwise } };
    }
    case 'propagate matching':
      return { propagate: { matching: printPattern(rule.pattern) } };
    case 'insert':
      return { insert: { name: rule.name, value: '(hidden)' } };
    case 'remove':
      return { remove: { named: rule.named } };
    case 'remove matching':
      return { remove: { matching: printPattern(rule.pattern) } };
  }
}

function printPattern({ source, ignoreCase }: RegExp): string {
  return ignoreCase ? `(?i)${source}` : source;
}

/** Names stay, so that one can see what is set; every value goes. */
function hidden(values: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, hiddenValue(value)]));
}

function hiddenValue(value: Json): Json {
  return value === null ? null : '(hidden)';
}

function withoutSecrets(baseURL: string): string {
  if (!URL.canParse(baseURL)) return '(hidden)';
  const url = new URL(baseURL);
  return `${url.origin}${url.pathname}${url.search === '' ? '' : '?(hidden)'}`;
}
