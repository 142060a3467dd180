import type { DocumentNode, ExecutionResult, GraphQLError, GraphQLSchema } from 'graphql';
import type { TrustedDocuments } from './documents/trusted-documents.ts';
import type { Effort, PollWatch } from './execution/operation.ts';
import type { Cut, IncrementalResult } from './incremental/part.ts';
import type { Outcome } from './json/outcome.ts';
import type { Viewer, Watch } from './live/topic.ts';
import type { OnError, Settings } from './settings/settings.ts';
import type { SharedStore } from './upstream/shared-store.ts';
import type { Traffic } from './upstream/traffic.ts';

/**
 * A running graph, as the server sees it: `overlap.ts` makes one, `server/` gives it operations.
 * Disposing it closes every upstream.
 */
export interface Gateway extends AsyncDisposable {
  /** What clients may ask; operations given to {@link Gateway.execute} have been validated against it. */
  readonly schema: GraphQLSchema;
  readonly settings: Settings;
  /** Which documents clients may send; absent: any. Whoever receives them asks before {@link Gateway.execute}. */
  readonly documents?: TrustedDocuments;
  /** What the processes of a fleet share; absent: this one goes alone. */
  readonly store?: Pick<SharedStore, 'ready' | 'connected' | 'keyValues'>;
  /**
   * Runs one operation. Upstream failures are field errors in the result; a result without `data` means that the
   * operation was not run, because its variables could not be coerced or it asks for more than it may.
   */
  execute(operation: GatewayOperation): Promise<ExecutionResult>;
  /**
   * The same for a client that takes parts: all that is not deferred, and then the rest. A whole result where nothing is,
   * or where everything is there at once.
   */
  executeInParts?(operation: GatewayOperation, cut: Cut): Promise<ExecutionResult | IncrementalResult>;
  /** Its sources, and what their clients count; absent: nobody can be asked. */
  readonly sources?: readonly GatewaySource[];
  /** Subscriptions; absent: nothing can be subscribed to. */
  readonly live?: LiveGateway;
}

/** A source, as operators speak of it. */
export interface GatewaySource {
  readonly name: string;
  readonly traffic: Traffic;
}

/** The subscriptions of a gateway: whoever watches an equal operation as an equal caller is served by one poll. */
export interface LiveGateway {
  /**
   * Watches a subscription from now on; its `signal` is not looked at. Fails with what is wrong with the operation, or
   * because there are too many different ones already.
   */
  watch(
    operation: GatewayOperation,
    viewer: Viewer<LiveResult>,
    seen?: string,
  ): Outcome<Watch, readonly GraphQLError[]>;
  /** Operations that are polled now. */
  readonly topics: number;
}

/** A result as it was when it last changed. */
export interface LiveResult {
  /** Equal texts: nothing changed that a client would care for. */
  readonly fingerprint: string;
  readonly result: ExecutionResult;
  /** Where whoever sends it keeps its bytes, for all who are sent the same. */
  printed?: unknown;
}

export interface GatewayOperation {
  /** Parsed and valid. The same document object for the same text, so that plans can be cached beside it. */
  readonly document: DocumentNode;
  readonly operationName?: string | undefined;
  /** As the client sent them, not coerced; integers beyond 2^53 are bigints. */
  readonly variables?: Readonly<Record<string, unknown>> | undefined;
  /** The client's headers, by lower-case name, one string per line. */
  readonly headers: ReadonlyMap<string, readonly string[]>;
  /** Aborts when the client leaves. */
  readonly signal: AbortSignal;
  /** What the client will wait; counts only where it is shorter than the settings' deadline. */
  readonly deadlineMs?: number | undefined;
  /** Absent: as the settings say. */
  readonly onError?: OnError | undefined;
  /** Whether the result tells, in `extensions.overlap`, what the operation met on its way. */
  readonly trace?: boolean | undefined;
  /** By which a log tells the request from others. */
  readonly requestId?: string | undefined;
  /** Where it counts the calls that it makes, and what they take. */
  readonly effort?: Effort | undefined;
  /** Hears of the call that a subscription repeats; such an operation is never answered for another. */
  readonly polled?: PollWatch | undefined;
}

/** Where remarks about running go; pino's shape, so that a pino logger is one. Fields never hold secrets. */
export interface Logger {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}
