import type { CallEvent } from '../upstream/upstream.ts';
import { FAILURE_CODES } from './field-error.ts';
import type { Exchange } from './operation.ts';
import type { SourceRuntime } from './runtime.ts';

/** One call as a trace tells it. Neither URL nor headers: they may hold secrets. */
export interface LoggedCall {
  /** One of both. */
  readonly source?: string;
  readonly connector?: string;
  readonly method: string;
  readonly status?: number;
  /** Why there was no answer. */
  readonly code?: string;
  readonly attempts: number;
  readonly elapsedMs: number;
  /** A `Cache-Status` field (RFC 9211). */
  readonly cache?: string;
}

/** The calls of an operation in the order of their answers. */
export interface CallLog {
  add(source: SourceRuntime, method: string, exchange: Exchange, cache: string | undefined): void;
  readonly calls: readonly LoggedCall[];
}

/** More would be a trace that nobody reads, and memory. */
const MAX_CALLS = 1_000;

export function createCallLog(): CallLog {
  const calls: LoggedCall[] = [];
  return {
    calls,
    add({ name, limitKey }, method, { outcome, attempts, elapsedMs }, cache) {
      if (calls.length >= MAX_CALLS) return;
      calls.push({
        ...(name === undefined ? { connector: limitKey } : { source: name }),
        method,
        ...(outcome.ok ? { status: outcome.value.status } : { code: FAILURE_CODES[outcome.failure.kind] }),
        attempts,
        elapsedMs: Math.round(elapsedMs),
        ...(cache !== undefined && { cache }),
      });
    },
  };
}

/** What is remembered of the events of one call that is traced. */
export interface HeardCall {
  readonly observe: (event: CallEvent) => void;
  readonly cache: string | undefined;
}

export function hearCall(): HeardCall {
  const heard = {
    cache: undefined as string | undefined,
    observe(event: CallEvent): void {
      if (event.kind === 'cache') heard.cache = event.status;
    },
  };
  return heard;
}
