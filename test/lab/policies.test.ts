import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { createUpstream, type UpstreamOptions } from '../../src/upstream/create-upstream.ts';
import type { UpstreamOutcome } from '../../src/upstream/upstream.ts';
import type { Fault } from '../harness/fault-catalogue/fault.ts';
import { MAX_RESPONSE_BYTES, prepareBombs } from '../harness/fault-catalogue/sizes.ts';
import { FAULTS } from '../harness/fault-catalogue.ts';
import { addressOf, connectTimeoutFor, startStruck } from '../harness/fault-laboratory.ts';
import { createLoopClock } from '../harness/loop-clock.ts';
import { requestTo, testCaller, upstreamOptions } from '../harness/upstream-call.ts';

const FEW = { coalesce: true, retry: { maxAttempts: 2, budgetRatio: 0.2, idempotent: false } } as const;

/** Second attempts come early and as often as they like, so that there are many. */
const ALL = {
  ...FEW,
  cache: { staleIfErrorMs: 1_000, staleWhileRevalidateMs: 1_000, maxBytes: 10_000_000 },
  hedge: { after: { kind: 'delay', ms: 40 }, budgetRatio: 1, idempotent: false },
  breaker: { failureRatio: 0.5, minCalls: 200, windowMs: 1_000, openMs: 100 },
  adaptive: { minConcurrent: 2 },
} as const satisfies Partial<UpstreamOptions>;

interface Seen {
  /** What became of equal and different calls made at once. */
  readonly outcomes: readonly string[];
  readonly leftOpen: number;
  readonly requests: number;
}

async function see(fault: Fault, policies: Partial<UpstreamOptions>): Promise<Seen> {
  await using faulty = await startStruck(fault, 'http://127.0.0.1:1');
  const origin = addressOf(fault, faulty);
  using clock = createLoopClock();
  const times = { connectTimeoutMs: connectTimeoutFor(fault), attemptTimeoutMs: 400 };
  const upstream = createUpstream(
    upstreamOptions({ origin, ...times, maxResponseBytes: MAX_RESPONSE_BYTES, ...policies }),
    clock,
  );
  using caller = testCaller({ clock, deadlineMs: 4_000 });
  const paths = ['/root', '/root', '/alone', '/nested/1'];
  const outcomes = await Promise.all(paths.map((path) => upstream.send(requestTo(origin, path), caller.context)));
  await upstream[Symbol.asyncDispose]();
  for (let tries = 0; tries < 3_000 && faulty.open > 0; tries += 1) await sleep(10);
  return { outcomes: outcomes.map(print), leftOpen: faulty.open, requests: faulty.requests.length };
}

function print(outcome: UpstreamOutcome): string {
  if (!outcome.ok) return outcome.failure.kind;
  return `${outcome.value.status}, ${Buffer.from(outcome.value.body).toString('latin1').slice(0, 1_000)}`;
}

beforeAll(prepareBombs);

describe('cache, hedge, breaker and adaptive limit change nothing of what becomes of a call', {
  concurrent: true,
}, () => {
  const faults = Object.values(FAULTS).flat();
  let hedged = 0;

  test.for(faults.map((fault) => [fault.name, fault] as const))('%s', async ([, fault]) => {
    const few = await see(fault, FEW);
    const all = await see(fault, ALL);
    expect(all.outcomes).toEqual(few.outcomes);
    expect(all.leftOpen).toBe(0);
    if (all.requests > few.requests) hedged += 1;
  });

  test('though there were second attempts', { concurrent: false }, () => {
    expect(hedged).toBeGreaterThan(20);
  });
});
