import type { JsonObject } from '../json/json.ts';

/** One switch for introspection, pages, traces and error detail. */
export type Mode = 'development' | 'production';

/** What a failed non-null field does: null its parent, stay null where it is, or end the operation. */
export type OnError = 'PROPAGATE' | 'NULL' | 'HALT';

/** The members of RFC 9457 that an answer may show to clients. */
export type ProblemMember = 'type' | 'title' | 'status' | 'detail' | 'instance';

/** Everything that can be set, resolved: rooms receive this and have no defaults of their own. Immutable. */
/** What is written: lines of this kind and graver ones. */
export type LogLevel = 'error' | 'warn' | 'info' | 'debug';

export interface Settings {
  readonly mode: Mode;
  readonly server: ServerSettings;
  /** Whether clients may ask for the schema. */
  readonly introspection: boolean;
  /** The whole operation. */
  readonly deadlineMs: number;
  /** The parts of an answer that come later; counted from the same moment, and never shorter. */
  readonly deferDeadlineMs: number;
  /** Where a client says what it will wait; lower case. */
  readonly deadlineRequestHeader: string;
  readonly limits: LimitSettings;
  readonly http: HttpSettings;
  /** When the request does not say. */
  readonly onError: OnError;
  /** Mapped values that do not fit their type are errors, not silent nulls. */
  readonly strictTypes: boolean;
  /** Web origins that may call the endpoint, besides Apollo Sandbox in development; `*` is any, without credentials. */
  readonly cors: { readonly origins: readonly string[] };
  /** In production, traces are given to whoever knows the secret; without one, to nobody. Confidential. */
  readonly trace: { readonly secret?: string };
  readonly log: { readonly level: LogLevel };
  /** What `Server-Timing` tells of an operation's calls: nothing, times without names, or both. */
  readonly serverTiming: 'off' | 'opaque' | 'named';
  /** When new operations are turned away because the process has no room for them. */
  readonly overload: OverloadSettings;
  /** Subscriptions. */
  readonly live: LiveSettings;
  /** What one client may ask over time. Absent: anything. */
  readonly quota?: QuotaSettings;
  /** A TypeScript file, absolute. */
  readonly resolvers?: string;
  /** Absent: anything runs. */
  readonly documents?: DocumentSettings;
  /** `$config` of connectors without a source. Confidential. */
  readonly config: JsonObject;
  /** Fixed values of `$context`. Confidential. */
  readonly context: JsonObject;
  /** Calls to one source, and calls of connectors without one, in one operation. */
  readonly maxRequestsPerOperation: number;
  /** Where kept answers, shared rate limits and persisted queries are: in this process, or where a fleet meets. */
  readonly store: StoreSettings;
  /** For connectors without a source, and sources that the settings do not name. */
  readonly sourceDefaults: SourceSettings;
  /** By the name used in the settings, `NAME`, `SERVICE.NAME` or `SERVICE.*`; ask {@link settingsOfSource}. */
  readonly sources: ReadonlyMap<string, SourceSettings>;
}

/** Which documents clients may send: see the room `documents`. */
export interface DocumentSettings {
  /** A JSON file, absolute. */
  readonly manifest: string;
  /** `off`: anything runs. `log`: what is not in the manifest is noted. `only`: it does not run. */
  readonly mode: 'off' | 'log' | 'only';
}

export type StoreSettings =
  | { readonly kind: 'memory' }
  /** Confidential: the URL may hold a password. */
  | { readonly kind: 'valkey'; readonly url: string };

export interface ServerSettings {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  readonly path: string;
  readonly admin: AdminSettings;
  readonly maxBodyBytes: number;
  readonly reusePort: boolean;
}

/** Where detailed health and metrics are; `required`: asked for by the settings, so that a taken port is a fault. */
export type AdminSettings =
  | { readonly kind: 'same listener' }
  | { readonly kind: 'own listener'; readonly host: string; readonly port: number; readonly required: boolean };

export interface HttpSettings {
  /** The status of data beside errors, for clients that accept GraphQL's own media type. */
  readonly partialStatus: 200 | 294;
  /** Whether answers are compressed for clients that can read it. */
  readonly compression: boolean;
}

/** What one operation of a client may ask, judged before it runs. */
export interface LimitSettings {
  readonly maxTokens: number;
  readonly maxDepth: number;
  readonly maxAliases: number;
  readonly maxRootFields: number;
  /** Upstream calls, as estimated beforehand. */
  readonly maxCost: number;
}

export interface OverloadSettings {
  readonly enabled: boolean;
  /** Operations under way at once. */
  readonly maxConcurrent: number;
  /** How late the event loop may be. */
  readonly maxDelayMs: number;
}

export interface LiveSettings {
  /** Streams at once, over all connections. */
  readonly maxStreams: number;
  /** Streams of one WebSocket. */
  readonly maxStreamsPerConnection: number;
  /** Different operations, or equal ones of different callers, that are polled at once. */
  readonly maxTopics: number;
  /** How often a silent stream says that it is still there. */
  readonly heartbeatMs: number;
  /** Headers that a client may give in the first message of a WebSocket; lower case. */
  readonly connectionHeaders: readonly string[];
}

export interface QuotaSettings {
  readonly perSecond: number;
  /** Operations at once after a pause. */
  readonly burst: number;
  /** What tells one client from another; names are in lower case. */
  readonly by: { readonly kind: 'ip' } | { readonly kind: 'header'; readonly name: string };
}

export interface SourceSettings {
  /** Replaces the schema's whole. */
  readonly baseURL?: string;
  /** `$config` of the source's connectors. Confidential. */
  readonly config: JsonObject;
  readonly timeout: { readonly connectMs: number; readonly attemptMs: number; readonly queueMs: number };
  /** Sockets, hence calls in flight. */
  readonly maxConnections: number;
  /** Calls that may wait for a socket. */
  readonly maxQueued: number;
  readonly maxResponseBytes: number;
  readonly maxRequestsPerOperation: number;
  readonly retry: RetrySettings;
  readonly breaker: BreakerSettings;
  readonly coalesce: { readonly enabled: boolean };
  readonly cache: CacheSettings;
  /** Absent: no second attempt beside a late one. */
  readonly hedge?: HedgeSettings;
  /** As many calls in flight as the source's latency suggests, at least so many. Absent: as many as there are sockets. */
  readonly adaptive?: { readonly minConcurrent: number };
  /** Credentials of the source's own. Absent: none. */
  readonly oauth?: OauthSettings;
  readonly redirects: 'refuse' | 'sameOrigin';
  /** Absent: no limit of our own. */
  readonly rateLimit?: { readonly perSecond: number; readonly burst: number };
  /** Headers of the client passed on beyond what the schema's `from:` names; lower case. */
  readonly forwardHeaders: readonly string[];
  /** What happens to headers after the schema has had its say, in this order. */
  readonly headers: readonly HeaderRule[];
  readonly allowEmptySegments: boolean;
  readonly lenientContentTypes: boolean;
  readonly exposeProblem: readonly ProblemMember[];
  /** The header that tells the upstream how many milliseconds are left; lower case. Absent: none. */
  readonly deadlineHeader?: string;
  readonly http2: boolean;
}

/** One change to the headers of a request. Names are in lower case; values may be confidential. */
export type HeaderRule =
  /** The client's lines of one header, under this or another name; `default` where the client sends none. */
  | { readonly kind: 'propagate'; readonly named: string; readonly as: string; readonly default?: string }
  /** Every header of the client whose name fits. */
  | { readonly kind: 'propagate matching'; readonly pattern: RegExp }
  | { readonly kind: 'insert'; readonly name: string; readonly value: string }
  | { readonly kind: 'remove'; readonly named: string }
  | { readonly kind: 'remove matching'; readonly pattern: RegExp };

export interface RetrySettings {
  readonly enabled: boolean;
  /** Repeating any request of this source does no harm, whatever its verb. */
  readonly idempotent: boolean;
  /** In total, the first included. */
  readonly maxAttempts: number;
  /** Retries as a share of calls, 0..1. */
  readonly budgetRatio: number;
}

export interface CacheSettings {
  readonly enabled: boolean;
  /** Of this source's kept answers, where they are in memory. */
  readonly maxBytes: number;
  /** Where the headers of an answer do not say; 0: not at all. */
  readonly staleIfErrorMs: number;
  readonly staleWhileRevalidateMs: number;
}

export interface HedgeSettings {
  /** When an answer is late: after so long, or later than this share of the last ones, 0..1. */
  readonly after:
    | { readonly kind: 'delay'; readonly ms: number }
    | { readonly kind: 'percentile'; readonly ratio: number };
  /** Second attempts as a share of calls, 0..1. */
  readonly budgetRatio: number;
  /** Two equal requests at once do no harm, whatever their verb. */
  readonly idempotent: boolean;
}

/** The client credentials grant (RFC 6749 §4.4). */
export interface OauthSettings {
  readonly tokenUrl: string;
  readonly clientId: string;
  /** Confidential. */
  readonly clientSecret: string;
  /** Where the client says who it is. */
  readonly clientAuthentication: 'header' | 'body';
  readonly scope?: string;
  /** Other parameters of the token request. May be confidential. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
}

export interface BreakerSettings {
  readonly enabled: boolean;
  /** Opens when at least this share of calls failed, 0..1. */
  readonly failureRatio: number;
  /** … of at least so many calls … */
  readonly minCalls: number;
  /** … in this time. */
  readonly windowMs: number;
  /** How long it stays open before it tries one call. */
  readonly openMs: number;
}

/**
 * The settings of a source: those under `SERVICE.NAME`, else those under `NAME`, else those of its service.
 * They are not merged with each other, so that what is read in one place is all there is.
 */
export function settingsOfSource(settings: Settings, service: string, name: string): SourceSettings {
  return (
    settings.sources.get(`${service}.${name}`) ?? settings.sources.get(name) ?? settingsOfService(settings, service)
  );
}

/** What holds for connectors of a service that have no source: the settings under `SERVICE.*`, else the defaults. */
export function settingsOfService(settings: Settings, service: string): SourceSettings {
  return settings.sources.get(`${service}.*`) ?? settings.sourceDefaults;
}
