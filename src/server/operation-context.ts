import type { ClientHeaders } from '../execution/client-headers.ts';
import type { OnError } from '../settings/settings.ts';

/** What the route knows of a request and Apollo Server does not; travels as its context value. */
export interface OperationContext {
  readonly requestId: string;
  readonly headers: ClientHeaders;
  /** The client asked what the operation met on its way, and may know. */
  readonly trace: boolean;
  /** Aborts when the client leaves. */
  readonly signal: AbortSignal;
  readonly members: RequestMembers;
  /** What became of the operation; Apollo Server copies the context but not what it points at. */
  readonly record: OperationRecord;
}

/** Members of a request that Apollo Server drops or reads inexactly. */
export interface RequestMembers {
  readonly onError?: OnError;
  readonly deadlineMs?: number;
  /** Variables of a GET, with all their digits. */
  readonly variables?: Readonly<Record<string, unknown>>;
}

export interface OperationRecord {
  operationName?: string;
  operationType?: string;
  errorCodes: readonly string[];
  /** There are both data and errors. */
  isPartial: boolean;
  /** Something in it is older than it should be. */
  isStale: boolean;
}
