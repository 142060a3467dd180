import { failed } from '../../json/outcome.ts';
import type { Clock } from '../../time/clock.ts';
import { DeadlineExceeded } from '../../time/deadline.ts';
import { unwatchSignal, type Watcher, watchSignal } from '../../time/watch-signal.ts';
import { begin, Call, type Send } from '../call.ts';
import type { CallContext, Upstream, UpstreamOutcome, UpstreamRequest } from '../upstream.ts';
import type { UpstreamFailure } from '../upstream-error.ts';

/**
 * The outermost layer: the caller's own deadline and signal. Whichever comes first answers the caller at once,
 * whatever the layers below are doing, and stops them.
 */
export function guardCaller(send: Send, clock: Clock): Upstream['send'] {
  return (request, context) =>
    new Promise((resolve, reject) => {
      const nowMs = clock.now();
      const failure = whyOver(context, nowMs);
      if (failure === undefined) return new Caller(request, context, resolve).run(send, reject);
      context.observe({ kind: 'failed', failure, atMs: nowMs });
      resolve(failed(failure));
    });
}

/** A caller waiting for its answer: settles once, and leaves nothing behind on the signals. */
class Caller implements Watcher {
  readonly #call: Call;
  readonly #context: CallContext;
  readonly #resolve: (outcome: UpstreamOutcome) => void;

  constructor(request: UpstreamRequest, context: CallContext, resolve: (outcome: UpstreamOutcome) => void) {
    this.#call = new Call(request, context.deadline, context.observe);
    this.#call.revalidate = context.revalidate === true;
    this.#context = context;
    this.#resolve = resolve;
  }

  run(send: Send, reject: (reason: unknown) => void): void {
    const { signal, deadline } = this.#context;
    watchSignal(signal, this);
    if (deadline.signal !== signal) watchSignal(deadline.signal, this);
    begin(send, this.#call).then(
      (outcome) => {
        this.#leave();
        this.#resolve(outcome);
      },
      (reason) => {
        this.#leave();
        reject(reason);
      },
    );
  }

  aborted(): void {
    const failure: UpstreamFailure = this.#context.deadline.signal.aborted
      ? { kind: 'deadline' }
      : abortOf(this.#context);
    this.#leave();
    this.#resolve(failed(failure));
    this.#call.stop(failure);
  }

  #leave(): void {
    const { signal, deadline } = this.#context;
    unwatchSignal(signal, this);
    if (deadline.signal !== signal) unwatchSignal(deadline.signal, this);
  }
}

/** A blocked event loop may be past the deadline before its timer fires. */
function whyOver(context: CallContext, nowMs: number): UpstreamFailure | undefined {
  if (context.deadline.signal.aborted || context.deadline.atMs <= nowMs) return { kind: 'deadline' };
  return context.signal.aborted ? abortOf(context) : undefined;
}

function abortOf({ signal }: CallContext): UpstreamFailure {
  return signal.reason instanceof DeadlineExceeded ? { kind: 'deadline' } : { kind: 'aborted' };
}
