import { awaited } from '../../../src/upstream/awaiting.ts';
import { type CacheOptions, createCache } from '../../../src/upstream/cache/cache-step.ts';
import { type CacheRecord, sizeOfRecord } from '../../../src/upstream/cache/entry.ts';
import { createMemoryStore } from '../../../src/upstream/cache/memory-store.ts';
import type { Store } from '../../../src/upstream/cache/store.ts';
import { Call, type Send } from '../../../src/upstream/call.ts';
import type { CallEvent, UpstreamOutcome, UpstreamRequest } from '../../../src/upstream/upstream.ts';
import { createFakeClock, type FakeClock } from '../../harness/fake-clock.ts';
import { createFakeTransport, responseOf } from '../../harness/fake-transport.ts';
import { requestTo, testCaller } from '../../harness/upstream-call.ts';

type Rule = (call: Call, index: number) => UpstreamOutcome | undefined;

interface CachingOptions extends Partial<CacheOptions> {
  readonly clock?: FakeClock;
  readonly store?: Store<CacheRecord>;
  /** What stands between the cache and the transport. */
  readonly between?: (send: Send, clock: FakeClock) => Send;
}

/** What one call got: the text and status of the answer, and what the cache said of it. */
export interface Got {
  readonly outcome: UpstreamOutcome;
  readonly text: string;
  readonly cache: string | undefined;
  readonly kind: string | undefined;
}

/** A cache over exchanges that are answered by a rule; the same rule may answer anew each time. */
export function caching(rule: Rule, options: CachingOptions = {}) {
  const { clock = createFakeClock(), between = (send) => send } = options;
  const transport = createFakeTransport(rule);
  const store = options.store ?? createMemoryStore({ maxBytes: 1_000_000, sizeOf: sizeOfRecord }, clock);
  const settings = { staleIfErrorMs: 0, staleWhileRevalidateMs: 0, refreshTimeoutMs: 5_000, ...options };
  const send = awaited(createCache(settings, store, clock)(between(transport.send, clock)));

  const start = (path = '/', request: Partial<UpstreamRequest> = {}) => {
    const caller = testCaller({ clock, deadlineMs: 60_000 });
    const call = new Call(requestTo('http://stub', path, request), caller.context.deadline, caller.context.observe);
    return { call, got: send(call).then((outcome) => describeGot(outcome, caller.events)) };
  };
  const ask = (path?: string, request?: Partial<UpstreamRequest>): Promise<Got> => start(path, request).got;
  return { clock, transport, store, start, ask };
}

function describeGot(outcome: UpstreamOutcome, events: readonly CallEvent[]): Got {
  const seen = events.find((event) => event.kind === 'cache');
  return {
    outcome,
    text: outcome.ok ? Buffer.from(outcome.value.body).toString() : '',
    cache: seen?.status,
    kind: seen?.outcome,
  };
}

/** Answers 200 with these headers; the body tells which exchange it was: `answer 0`, `answer 1`, … */
export function numbered(headers: Readonly<Record<string, string>>, status = 200): Rule {
  return (_, index) => responseOf(status, headers, `answer ${index}`);
}

/** The first exchange is answered by the first rule, and so on; the last rule answers all that follow. */
export function inTurn(...rules: readonly Rule[]): Rule {
  return (call, index) => rules[Math.min(index, rules.length - 1)]?.(call, index);
}

/** The headers of a request as the upstream saw them. */
export function headersOf(call: Call | undefined): Readonly<Record<string, string>> {
  return Object.fromEntries(call?.request.headers ?? []);
}
