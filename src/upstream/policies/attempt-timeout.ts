import { failed } from '../../json/outcome.ts';
import type { Clock } from '../../time/clock.ts';
import { InLine, Line } from '../../time/line.ts';
import { type Call, contained, type Policy } from '../call.ts';
import type { UpstreamFailure } from '../upstream-error.ts';

/**
 * One attempt by wall clock: connecting, sending, waiting, every byte of the body and decoding it. Idle timers would
 * let a drip of bytes, or of informational responses, go on for ever.
 */
export function createAttemptTimeout(attemptTimeoutMs: number, clock: Clock): Policy {
  const running = new Line<Attempt>(attemptTimeoutMs, clock);
  const failure: UpstreamFailure = { kind: 'timeout', afterMs: attemptTimeoutMs };
  return (next) => {
    const send = contained(next);
    return (call, settle) => {
      if (call.stopped !== undefined) return settle(failed(call.stopped));
      const nowMs = clock.now();
      call.beginAttempt(nowMs);
      const attempt = new Attempt(call, failure);
      running.join(attempt, nowMs);
      send(call, (answer) => {
        running.leave(attempt);
        settle(answer);
      });
    };
  };
}

class Attempt extends InLine<Attempt> {
  readonly #call: Call;
  readonly #failure: UpstreamFailure;

  constructor(call: Call, failure: UpstreamFailure) {
    super();
    this.#call = call;
    this.#failure = failure;
  }

  override timeOut(): void {
    this.#call.interrupt(this.#failure);
  }
}
