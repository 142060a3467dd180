import { failed, success } from '../../src/json/outcome.ts';
import type { Call, Send } from '../../src/upstream/call.ts';
import type { UpstreamOutcome, UpstreamResponse } from '../../src/upstream/upstream.ts';
import type { UpstreamFailure } from '../../src/upstream/upstream-error.ts';

/** An exchange that has been asked for and not answered yet. */
export interface PendingExchange {
  readonly call: Call;
  readonly over: boolean;
  answer(outcome: UpstreamOutcome): void;
}

export interface FakeTransport {
  readonly send: Send;
  /** All exchanges, in the order in which they were asked for. */
  readonly exchanges: readonly PendingExchange[];
  /** Those neither answered nor stopped. */
  readonly pending: readonly PendingExchange[];
}

/** A transport that answers when told to, or at once by the given rule; stopping ends an exchange as the real one's does. */
export function createFakeTransport(rule?: (call: Call, index: number) => UpstreamOutcome | undefined): FakeTransport {
  const exchanges: PendingExchange[] = [];
  return {
    exchanges,
    get pending() {
      return exchanges.filter(({ over }) => !over);
    },
    send(call, settle) {
      let over = false;
      const answer = (outcome: UpstreamOutcome) => {
        if (over) return;
        over = true;
        call.endWait();
        void Promise.resolve().then(() => settle(outcome)); // as the real one does
      };
      const exchange: PendingExchange = {
        call,
        answer,
        get over() {
          return over;
        },
      };
      exchanges.push(exchange);
      call.waitOn({ stop: (failure) => answer(failed(failure)) });
      const outcome = rule?.(call, exchanges.length - 1);
      if (outcome !== undefined) answer(outcome);
    },
  };
}

/** A response with that status, headers (one line each) and text. */
export function responseOf(status = 200, headers: Readonly<Record<string, string>> = {}, body = ''): UpstreamOutcome {
  const lines = Object.entries(headers).map(([name, value]) => [name, [value]] as const);
  const response: UpstreamResponse = { status, headers: new Map(lines), body: Buffer.from(body) };
  return success(response);
}

export function failureOf(failure: UpstreamFailure): UpstreamOutcome {
  return failed(failure);
}
