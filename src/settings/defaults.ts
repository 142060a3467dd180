import type {
  BreakerSettings,
  CacheSettings,
  HedgeSettings,
  HttpSettings,
  LimitSettings,
  LiveSettings,
  OverloadSettings,
  RetrySettings,
  ServerSettings,
  SourceSettings,
} from './settings.ts';

/** Every default of Overlap, once, with its reason. */

const KiB = 1024;
const MiB = 1024 * KiB;

export const SERVER_DEFAULTS = {
  host: '127.0.0.1', // a new server is reachable from its own machine only, until somebody decides otherwise
  port: 4000, // where GraphQL clients and tutorials look first
  path: '/graphql',
  maxBodyBytes: MiB, // a hundred times a long operation with its variables
  reusePort: false, // needs shared limits, so it is a decision
} as const satisfies Omit<ServerSettings, 'admin'>;

export const ADMIN_DEFAULTS = {
  host: '127.0.0.1', // metrics and detailed health are nobody else's business
  port: 4001, // beside the server's own
} as const;

/** An interactive page feels broken after about this long; clients may shorten it. */
export const DEADLINE_MS = 5_000;

/** What was deferred is what may be slow, a report say; beyond this nobody looks at the page any more. */
export const DEFER_DEADLINE_MS = 30_000;

/** A line for each operation; those of each attempt are for whoever looks for something. */
export const LOG_LEVEL = 'info';

/** Times tell strangers which upstreams there are and how they fare; at one's own desk that is the point. */
export const SERVER_TIMING = { development: 'named', production: 'off' } as const;

export const LIMIT_DEFAULTS = {
  maxTokens: 10_000, // ten times a large generated operation; parsing them takes single milliseconds
  maxDepth: 20, // beyond the introspection query's 15
  maxAliases: 1_000, // a dashboard of a thousand panels
  maxRootFields: 1_000, // the same dashboard
  maxCost: 2_000, // upstream calls: two for each of those panels
} as const satisfies LimitSettings;

export const HTTP_DEFAULTS = {
  partialStatus: 200, // 294 is not yet a published standard, and proxies know only 200
  compression: true, // JSON shrinks to a tenth; whoever has a proxy that compresses switches it off
} as const satisfies HttpSettings;

export const OVERLOAD_DEFAULTS = {
  enabled: true,
  maxConcurrent: 10_000, // their memory is bounded; a process that is well serves more than this in a second
  maxDelayMs: 500, // a tenth of the deadline gone before anything is looked at; a healthy process stays below 50
} as const satisfies OverloadSettings;

export const LIVE_DEFAULTS = {
  maxStreams: 10_000, // as many as operations; the sockets of so many take a few hundred megabytes
  maxStreamsPerConnection: 100, // a page with a hundred live panels; HTTP/2 allows as many streams
  maxTopics: 1_000, // at the usual five seconds these are two hundred polls a second
  heartbeatMs: 10_000, // proxies cut off what is silent for half a minute or more
  connectionHeaders: [], // what a proxy in front checks or sets in headers, nobody shall say past it
} as const satisfies LiveSettings;

/** Whoever names the documents that may run and says no more means that no others may. */
export const DOCUMENT_MODE = 'only';

export const ON_ERROR = 'PROPAGATE'; // what every GraphQL client expects that did not ask for something else

export const STRICT_TYPES = false; // schemas written for connectors rely on silent nulls

/** Meets no page that a person would wait for, and stops a list that grew a call per row. */
export const MAX_REQUESTS_PER_OPERATION = 1_000;

export const RETRY_DEFAULTS = {
  enabled: true,
  idempotent: false, // a second order may be sent, and paid
  maxAttempts: 2, // one more chance; a third rarely helps before the deadline
  budgetRatio: 0.2, // when everything fails, load grows by a fifth and not by double
} as const satisfies RetrySettings;

export const BREAKER_DEFAULTS = {
  enabled: true,
  failureRatio: 0.5, // an upstream that fails every other call does more harm than good
  minCalls: 20, // fewer are chance
  windowMs: 10_000, // long enough to gather them at two calls a second, short enough to forget a restart
  openMs: 5_000, // a restarting service gets a pause, and is noticed within one deadline of coming back
} as const satisfies BreakerSettings;

export const CACHE_DEFAULTS = {
  enabled: true, // only what the headers of an answer allow, and nothing is guessed
  maxBytes: 64 * MiB, // some ten thousand answers of a usual size
  staleIfErrorMs: 0, // how old is too old, only somebody who knows the data can say
  staleWhileRevalidateMs: 0,
} as const satisfies CacheSettings;

/** For `hedge: true`; without it there is none, because it is load that the source did not ask for. */
export const HEDGE_DEFAULTS = {
  after: { kind: 'percentile', ratio: 0.95 }, // one call in twenty, and nearly all of the tail
  budgetRatio: 0.05, // when everything is late, load grows by a twentieth
  idempotent: false, // two orders at once are two orders
} as const satisfies HedgeSettings;

/** For `adaptive: true`. */
export const ADAPTIVE_DEFAULTS = {
  minConcurrent: 4, // one at a time would take long to find out that all is well again
} as const;

export const OAUTH_DEFAULTS = {
  clientAuthentication: 'header', // every token server has to understand it (RFC 6749 §2.3.1)
  parameters: {},
  timeoutMs: 3_000, // as long as one attempt of a call
} as const;

/** What one look into a shared store may cost a call: a local network answers in one, and a call can do without. */
export const STORE_TIMEOUT_MS = 50;

/** How long a persisted query is kept in a shared store; a client whose query is forgotten sends it again. */
export const PERSISTED_QUERY_TTL_MS = 24 * 60 * 60 * 1_000;

export const SOURCE_DEFAULTS = {
  config: {},
  timeout: {
    connectMs: 1_000, // three times a bad intercontinental round trip; more is a lost SYN
    attemptMs: 3_000, // leaves part of the deadline for a retry
    queueMs: 1_000, // who has waited this long for a socket would hardly be answered in time
  },
  maxConnections: 128, // more than this in flight to one service is rarely good for it
  maxQueued: 1_000, // a burst fits; memory stays bounded
  maxResponseBytes: 10 * MiB, // parsing more blocks the process noticeably
  maxRequestsPerOperation: MAX_REQUESTS_PER_OPERATION,
  retry: RETRY_DEFAULTS,
  breaker: BREAKER_DEFAULTS,
  coalesce: { enabled: true }, // equal safe calls in flight have equal answers
  cache: CACHE_DEFAULTS,
  redirects: 'refuse', // an upstream could send us where nobody meant us to go
  forwardHeaders: [], // credentials travel only where somebody sent them on purpose
  headers: [], // the schema says what is sent
  allowEmptySegments: false, // `/users/` is rarely what `/users/{id}` meant
  lenientContentTypes: false, // an HTML page instead of data is an error, not a null
  exposeProblem: [], // an upstream's words may name its insides
  http2: false, // one slow stream must not hold up the others of its connection
} as const satisfies SourceSettings;

/** What a slow or silent client may take. */
export const CLIENT_TIMEOUTS = {
  headersMs: 10_000, // headers are one packet; whoever drips them is not a browser
  requestMs: 30_000, // a megabyte at modem speed
  unreadMs: 15_000, // an answer of which nothing was taken for so long, or for twice as long, has no reader
  checkEveryMs: 500, // how exactly the two are kept
} as const;

export const DRAIN_DEFAULTS = {
  noticeMs: 1_000, // for load balancers to see "not ready" before connections are refused; production only
  maxMs: 9_000, // supervisors kill after ten seconds
} as const;

/** What `deadlineHeader: true` sends, and where a client says what it will wait. */
export const DEADLINE_HEADER = 'overlap-deadline-ms';

/** Names that come from clients and upstreams become time series, which nobody ever deletes. */
export const METRICS_DEFAULTS = {
  maxOperationNames: 200, // more than a client program has; each costs some thirty series
  maxErrorCodes: 50, // our own are half as many; a schema may make others
} as const;
