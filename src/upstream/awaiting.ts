import { broken, type Call, isBroken, type Policy, type Send, type Settle } from './call.ts';
import type { UpstreamOutcome } from './upstream.ts';

/** A layer that is written with `await`; a bug rejects. */
export type AwaitedSend = (call: Call) => Promise<UpstreamOutcome>;

/** A policy that waits for something in the course of most calls, and is easier to read with `await`. */
export function awaiting(policy: (next: AwaitedSend) => AwaitedSend): Policy {
  return (next) => {
    const send = policy(awaited(next));
    return (call, settle) => settleLater(send(call), settle);
  };
}

/** The layers below, for whoever awaits them. */
export function awaited(send: Send): AwaitedSend {
  return (call) =>
    new Promise((resolve, reject) => {
      send(call, (answer) => (isBroken(answer) ? reject(answer.failure.reason) : resolve(answer)));
    });
}

export function settleLater(outcome: Promise<UpstreamOutcome>, settle: Settle): void {
  outcome.then(settle, (bug) => settle(broken(bug)));
}
