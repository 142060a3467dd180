import { type Clock, systemClock } from '../../src/time/clock.ts';
import { startDeadline } from '../../src/time/deadline.ts';
import type { UpstreamOptions } from '../../src/upstream/create-upstream.ts';
import type { CallContext, CallEvent, UpstreamRequest } from '../../src/upstream/upstream.ts';

/** Options of an upstream for tests: small limits, and times that only what hangs reaches. */
export function upstreamOptions(options: Partial<UpstreamOptions> & { readonly origin: string }): UpstreamOptions {
  return {
    name: 'stub',
    connectTimeoutMs: 60_000,
    attemptTimeoutMs: 60_000,
    queueTimeoutMs: 60_000,
    maxConnections: 10,
    maxQueued: 1_000,
    maxResponseBytes: 1_000_000,
    allowH2: false,
    ...options,
  };
}

/** A GET of the path unless told otherwise. */
export function requestTo(origin: string, path = '/', more: Partial<UpstreamRequest> = {}): UpstreamRequest {
  return { method: 'GET', url: origin + path, headers: [], ...more };
}

/** A caller with a deadline, a signal of its own, and a record of what it saw. */
export interface TestCaller extends Disposable {
  readonly context: CallContext;
  readonly events: CallEvent[];
  /** What happened, in order, by kind. */
  readonly kinds: readonly CallEvent['kind'][];
  /** The client leaves. */
  leave(): void;
}

export function testCaller(options: { readonly deadlineMs?: number; readonly clock?: Clock } = {}): TestCaller {
  const deadline = startDeadline(options.deadlineMs ?? 120_000, options.clock ?? systemClock);
  const client = new AbortController();
  const events: CallEvent[] = [];
  return {
    context: { signal: client.signal, deadline, observe: (event) => events.push(event) },
    events,
    get kinds() {
      return events.map(({ kind }) => kind);
    },
    leave: () => client.abort(),
    [Symbol.dispose]: () => deadline[Symbol.dispose](),
  };
}
