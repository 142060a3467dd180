import { failed } from '../../json/outcome.ts';
import type { Clock } from '../../time/clock.ts';
import { DeadlineExceeded } from '../../time/deadline.ts';
import { type Watcher, type Watchers, watchSignal } from '../../time/watch-signal.ts';
import { type Answer, Call, isBroken, type Send } from '../call.ts';
import type { CallContext, CallTally, Upstream, UpstreamOutcome, UpstreamRequest } from '../upstream.ts';
import type { UpstreamFailure } from '../upstream-error.ts';

/**
 * The outermost layer: the caller's own deadline and signal. Whichever comes first answers the caller at once,
 * whatever the layers below are doing, and stops them. `answered` hears of each caller's end.
 */
export function guardCaller(send: Send, clock: Clock, answered: Answered): Upstream['send'] {
  return (request, context) =>
    new Promise((resolve, reject) => {
      const nowMs = clock.now();
      const failure = whyOver(context, nowMs);
      if (failure === undefined) return new Caller(request, context, { resolve, reject, answered }, nowMs).run(send);
      context.observe?.({ kind: 'failed', failure, atMs: nowMs });
      const outcome = failed(failure);
      answered(outcome, context.tally, nowMs);
      resolve(outcome);
    });
}

/** Hears what became of a call that was made at `fromMs`. */
export type Answered = (answer: Answer, tally: CallTally | undefined, fromMs: number) => void;

/** Whom a caller's end concerns. */
interface Ends {
  readonly resolve: (outcome: UpstreamOutcome) => void;
  readonly reject: (bug: unknown) => void;
  readonly answered: Answered;
}

/** A caller waiting for its answer: settles once, and leaves nothing behind with those it watched. */
class Caller extends Call implements Watcher {
  readonly #context: CallContext;
  readonly #ends: Ends;
  readonly #fromMs: number;
  // Those who watch the same.
  #ofCaller: Watchers | undefined;
  #ofDeadline: Watchers | undefined;
  #waits = true;

  constructor(request: UpstreamRequest, context: CallContext, ends: Ends, fromMs: number) {
    super(request, context.deadline, context.observe, context.tally);
    this.key = context.key;
    this.revalidate = context.revalidate === true;
    this.#context = context;
    this.#ends = ends;
    this.#fromMs = fromMs;
  }

  run(send: Send): void {
    const { signal, deadline } = this.#context;
    this.#ofCaller = watchSignal(signal, this);
    this.#ofDeadline = deadline.watch(this);
    send(this, (answer) => this.#settle(answer));
  }

  aborted(): void {
    const failure: UpstreamFailure = this.#context.deadline.hasPassed ? { kind: 'deadline' } : abortOf(this.#context);
    this.#settle(failed(failure));
    this.stop(failure);
  }

  #settle(answer: Answer): void {
    if (!this.#waits) return;
    this.#waits = false;
    this.#ofCaller?.leave(this);
    this.#ofDeadline?.leave(this);
    const { resolve, reject, answered } = this.#ends;
    answered(answer, this.tally, this.#fromMs);
    if (isBroken(answer)) reject(answer.failure.reason);
    else resolve(answer);
  }
}

/** A blocked event loop may be past the deadline before its timer fires. */
function whyOver(context: CallContext, nowMs: number): UpstreamFailure | undefined {
  if (context.deadline.hasPassed || context.deadline.atMs <= nowMs) return { kind: 'deadline' };
  return context.signal.aborted ? abortOf(context) : undefined;
}

function abortOf({ signal }: CallContext): UpstreamFailure {
  return signal.reason instanceof DeadlineExceeded ? { kind: 'deadline' } : { kind: 'aborted' };
}
