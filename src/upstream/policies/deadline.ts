import { failed } from '../../json/outcome.ts';
import type { Clock } from '../../time/clock.ts';
import { DeadlineExceeded } from '../../time/deadline.ts';
import { type Watcher, type Watchers, watchSignal } from '../../time/watch-signal.ts';
import { type Answer, Call, isBroken, type Send } from '../call.ts';
import type { CallContext, Upstream, UpstreamOutcome, UpstreamRequest } from '../upstream.ts';
import type { UpstreamFailure } from '../upstream-error.ts';

/**
 * The outermost layer: the caller's own deadline and signal. Whichever comes first answers the caller at once,
 * whatever the layers below are doing, and stops them. `answered` hears of each caller's end.
 */
export function guardCaller(send: Send, clock: Clock, answered: () => void): Upstream['send'] {
  return (request, context) =>
    new Promise((resolve, reject) => {
      const nowMs = clock.now();
      const failure = whyOver(context, nowMs);
      if (failure === undefined) return new Caller(request, context, resolve, reject, answered).run(send);
      context.observe?.({ kind: 'failed', failure, atMs: nowMs });
      answered();
      resolve(failed(failure));
    });
}

/** A caller waiting for its answer: settles once, and leaves nothing behind with those it watched. */
class Caller extends Call implements Watcher {
  readonly #context: CallContext;
  readonly #resolve: (outcome: UpstreamOutcome) => void;
  readonly #reject: (bug: unknown) => void;
  readonly #answered: () => void;
  // Those who watch the same.
  #ofCaller: Watchers | undefined;
  #ofDeadline: Watchers | undefined;
  #waits = true;

  constructor(
    request: UpstreamRequest,
    context: CallContext,
    resolve: (outcome: UpstreamOutcome) => void,
    reject: (bug: unknown) => void,
    answered: () => void,
  ) {
    super(request, context.deadline, context.observe, context.tally);
    this.key = context.key;
    this.revalidate = context.revalidate === true;
    this.#context = context;
    this.#resolve = resolve;
    this.#reject = reject;
    this.#answered = answered;
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
    this.#answered();
    if (isBroken(answer)) this.#reject(answer.failure.reason);
    else this.#resolve(answer);
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
