import { failed, success } from '../../json/outcome.ts';
import type { Clock } from '../../time/clock.ts';
import type { Call } from '../call.ts';
import { type Token, tokenNeed } from './token.ts';
import type { TokenOutcome } from './token-endpoint.ts';

/** The token of a source, at hand whenever possible. */
export interface TokenKeeper {
  /** A token to use now. A call that is stopped stops waiting for it; the fetch goes on for the others. */
  current(call: Call): TokenOutcome | Promise<TokenOutcome>;
  /** The upstream has refused this token: the next call waits for another one. */
  refuse(token: Token): void;
}

/** One fetch at a time, however many wait for it; begun by calls, never by a timer. */
export function createTokenKeeper(fetchToken: () => Promise<TokenOutcome>, clock: Clock): TokenKeeper {
  let token: Token | undefined;
  let fetching: Promise<TokenOutcome> | undefined;
  let failure: { readonly outcome: TokenOutcome; readonly untilMs: number } | undefined;
  let refusedAtMs = Number.NEGATIVE_INFINITY;

  const fetchOne = async (): Promise<TokenOutcome> => {
    try {
      const outcome = await fetchToken();
      if (outcome.ok) token = outcome.value;
      failure = outcome.ok ? undefined : { outcome, untilMs: clock.now() + AFTER_FAILURE_MS };
      return outcome;
    } finally {
      fetching = undefined;
    }
  };
  const renew = (): TokenOutcome | Promise<TokenOutcome> => {
    if (failure !== undefined && clock.now() < failure.untilMs) return failure.outcome;
    fetching ??= fetchOne();
    return fetching;
  };

  return {
    current(call) {
      const need = tokenNeed(token, clock.now());
      if (token === undefined || need === 'wait for a new one') return unlessStopped(call, renew());
      if (need === 'use and renew') void renew();
      return success(token);
    },
    refuse(refused) {
      if (token !== refused) return;
      const nowMs = clock.now();
      if (nowMs < refusedAtMs + AFTER_REFUSAL_MS) return;
      refusedAtMs = nowMs;
      token = undefined;
      void renew();
    },
  };
}

/** A token server that has just failed is left alone for a moment. */
const AFTER_FAILURE_MS = 1_000;

/** An upstream that refuses every token would otherwise have one fetched for every call. */
const AFTER_REFUSAL_MS = 10_000;

function unlessStopped(call: Call, coming: TokenOutcome | Promise<TokenOutcome>): TokenOutcome | Promise<TokenOutcome> {
  if (!(coming instanceof Promise)) return coming;
  return new Promise((resolve, reject) => {
    call.waitOn({ stop: (failure) => resolve(failed(failure)) });
    coming.then((outcome) => {
      call.endWait();
      resolve(outcome);
    }, reject);
  });
}
