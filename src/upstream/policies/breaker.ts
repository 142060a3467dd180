import { failed } from '../../json/outcome.ts';
import type { Clock } from '../../time/clock.ts';
import { begin, type Policy } from '../call.ts';
import type { UpstreamOutcome } from '../upstream.ts';
import type { UpstreamFailure } from '../upstream-error.ts';
import { emptyWindow, recordCall, type SlidingWindow, totalsOf } from './sliding-window.ts';

export interface BreakerOptions {
  /** Opens at this share of failures, 0..1… */
  readonly failureRatio: number;
  /** …among at least so many calls… */
  readonly minCalls: number;
  /** …of the last so many milliseconds. */
  readonly windowMs: number;
  /** Then nothing is sent for so long. */
  readonly openMs: number;
}

/** `era` is a new one after every change of kind: what began in an earlier one says nothing about this one. */
export type BreakerState =
  | { readonly kind: 'closed'; readonly era: number; readonly window: SlidingWindow }
  | { readonly kind: 'open'; readonly era: number; readonly untilMs: number }
  /** One call at a time finds out whether the source is well again. */
  | { readonly kind: 'half-open'; readonly era: number; readonly probing: boolean };

export const CLOSED: BreakerState = { kind: 'closed', era: 0, window: emptyWindow };

/** Whether a call may go, and the state after that. Pure. */
export function admitCall(
  state: BreakerState,
  nowMs: number,
): { readonly admitted: boolean; readonly state: BreakerState } {
  switch (state.kind) {
    case 'closed':
      return { admitted: true, state };
    case 'open':
      if (nowMs < state.untilMs) return { admitted: false, state };
      return { admitted: true, state: { kind: 'half-open', era: state.era + 1, probing: true } };
    case 'half-open':
      return { admitted: !state.probing, state: { ...state, probing: true } };
  }
}

/** The state after a call of that era; `good` is undefined for a call that says nothing about the source. Pure. */
export function settleCall(
  state: BreakerState,
  call: { readonly era: number; readonly good: boolean | undefined },
  nowMs: number,
  options: BreakerOptions,
): BreakerState {
  if (call.era !== state.era) return state;
  const era = state.era + 1;
  switch (state.kind) {
    case 'closed': {
      if (call.good === undefined) return state;
      const window = recordCall(state.window, !call.good, nowMs, options.windowMs);
      const { calls, failures } = totalsOf(window);
      const opens = calls >= options.minCalls && failures >= calls * options.failureRatio;
      return opens ? { kind: 'open', era, untilMs: nowMs + options.openMs } : { ...state, window };
    }
    case 'open':
      return state;
    case 'half-open':
      if (call.good === undefined) return { ...state, probing: false };
      return call.good
        ? { kind: 'closed', era, window: emptyWindow }
        : { kind: 'open', era, untilMs: nowMs + options.openMs };
  }
}

/** Sends nothing to a source that keeps failing, until a single call shows that it is well again. */
export function createBreaker(options: BreakerOptions, clock: Clock): Policy {
  let state = CLOSED;
  const settle = (era: number, good: boolean | undefined) => {
    state = settleCall(state, { era, good }, clock.now(), options);
  };
  return (send) => (call) => {
    const nowMs = clock.now();
    const verdict = admitCall(state, nowMs);
    state = verdict.state;
    if (!verdict.admitted) {
      const failure = refusalOf(state, nowMs);
      call.observe({ kind: 'failed', failure, atMs: nowMs });
      return Promise.resolve(failed(failure));
    }
    const { era } = state;
    const outcome = begin(send, call);
    outcome.then(
      (came) => settle(era, speaksWell(came)),
      () => settle(era, undefined),
    );
    return outcome;
  };
}

/** What an outcome says about the health of the source. Our own refusals and a caller's impatience say nothing. */
function speaksWell(outcome: UpstreamOutcome): boolean | undefined {
  if (outcome.ok) return outcome.value.status < 500;
  switch (outcome.failure.kind) {
    case 'connection':
    case 'timeout':
      return false;
    case 'too large':
    case 'undecodable':
      return true;
    case 'deadline':
    case 'aborted':
    case 'refused':
      return undefined;
  }
}

function refusalOf(state: BreakerState, nowMs: number): UpstreamFailure {
  if (state.kind !== 'open') return { kind: 'refused', by: 'breaker' };
  return { kind: 'refused', by: 'breaker', retryAfterMs: Math.ceil(state.untilMs - nowMs) };
}
