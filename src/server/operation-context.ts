import type { FormattedExecutionResult } from 'graphql';
import { type AnswerFreshness, freshnessOf } from '../answer-freshness.ts';
import type { ClientHeaders } from '../execution/client-headers.ts';
import type { Effort } from '../execution/operation.ts';
import type { IncrementalResult } from '../incremental/part.ts';
import type { Timings } from '../insight/server-timing.ts';
import { timingsOf } from '../observe-operation.ts';
import type { OnError } from '../settings/settings.ts';
import type { Delivery } from './incremental/accept.ts';

/** What the route knows of a request and Apollo Server does not; travels as its context value. */
export interface OperationContext {
  readonly requestId: string;
  readonly headers: ClientHeaders;
  /** The client asked what the operation met on its way, and may know. */
  readonly trace: boolean;
  /** Aborts when the client leaves. */
  readonly signal: AbortSignal;
  readonly members: RequestMembers;
  /** In which format the client takes parts; absent: it takes none. */
  readonly delivery?: Delivery;
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

export interface OperationRecord extends Effort {
  operationName: string | undefined;
  operationType: string | undefined;
  /** It was valid, meant one operation, and went to the gateway. */
  isRun: boolean;
  errorCodes: readonly string[];
  /** There are both data and errors. */
  isPartial: boolean;
  /** Something in it is older than it should be. */
  isStale: boolean;
  /** How long it may be kept; undefined: not at all. */
  freshness: AnswerFreshness | undefined;
  /** How long its calls took; undefined: nobody has looked. */
  timings: Timings | undefined;
  /** The answer comes in these parts, and the result that Apollo Server was given is none. */
  parts?: IncrementalResult;
}

/** Of an operation about which nothing is known yet. */
export function emptyRecord(): OperationRecord {
  return {
    calls: 0,
    upstreamMs: 0,
    operationName: undefined,
    operationType: undefined,
    isRun: false,
    errorCodes: NO_CODES,
    isPartial: false,
    isStale: false,
    freshness: undefined,
    timings: undefined,
  };
}

const NO_CODES: readonly string[] = [];

/** Notes which operation was meant. */
export function noteOperation(record: OperationRecord, type: string, name: string | null | undefined): void {
  record.operationType = type;
  record.operationName = name ?? undefined;
}

/** Notes what came of it. */
export function noteResult(record: OperationRecord, result: FormattedExecutionResult): void {
  const { data, errors, extensions } = result;
  record.freshness = freshnessOf(result);
  record.timings = timingsOf(result);
  record.isStale = extensions !== undefined && isStale(extensions.overlap);
  if (errors === undefined) return;
  record.errorCodes = [...new Set(errors.map(({ extensions: own }) => String(own?.code ?? 'UNKNOWN')))];
  record.isPartial = errors.length > 0 && data !== null && data !== undefined;
}

/** Whether what an answer tells beside its data names stale values. */
function isStale(told: unknown): boolean {
  return typeof told === 'object' && told !== null && 'stale' in told;
}
