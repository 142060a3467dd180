import { failed } from '../../json/outcome.ts';
import type { Clock } from '../../time/clock.ts';
import { type AwaitedSend, awaiting } from '../awaiting.ts';
import { Call, type Observe, type Policy, type Wait } from '../call.ts';
import { isSafe } from '../safe-method.ts';
import { Traffic } from '../traffic.ts';
import type { UpstreamOutcome } from '../upstream.ts';
import type { UpstreamFailure } from '../upstream-error.ts';
import { LatencyWindow } from './latency-window.ts';
import { earnRetry, fullBudget, spendRetry } from './retry-budget.ts';

export interface HedgeOptions {
  /** When an answer is late: after so long, or later than this share of the last calls' answers, 0..1. */
  readonly after:
    | { readonly kind: 'delay'; readonly ms: number }
    | { readonly kind: 'percentile'; readonly ratio: number };
  /** Second attempts per call over time, 0..1. */
  readonly budgetRatio: number;
  /** The source's people say that repeating any request of theirs does no harm. */
  readonly idempotent: boolean;
}

/** "The Tail at Scale" (Dean and Barroso, 2013): the last few hundred calls know what is late now. */
const WINDOW = 200;

/** So that a quiet source can have its second attempt too. */
const MAX_SAVED_HEDGES = 5;

/**
 * Sends a second attempt beside a late first one; the first good answer wins and the other attempt is stopped. Only what may
 * be repeated, and only so often: when everything is late, second attempts would make it worse.
 */
export function createHedge(
  options: HedgeOptions,
  clock: Clock,
  traffic: Pick<Traffic, 'hedges'> = new Traffic(),
): Policy {
  const saving = { ratio: options.budgetRatio, maxTokens: MAX_SAVED_HEDGES };
  const latencies = new LatencyWindow(WINDOW);
  let budget = fullBudget(saving);

  const lateAfterMs = (): number | undefined =>
    options.after.kind === 'delay' ? options.after.ms : latencies.percentile(options.after.ratio);
  const mayHedge = (): boolean => {
    const rest = spendRetry(budget);
    budget = rest ?? budget;
    if (rest !== undefined) traffic.hedges += 1;
    return rest !== undefined;
  };

  return awaiting((send) => async (call) => {
    if (!options.idempotent && !isSafe(call.request.method)) return send(call);
    budget = earnRetry(budget, saving);
    const fromMs = clock.now();
    const afterMs = lateAfterMs();
    const outcome = await (afterMs === undefined ? send(call) : new Race(call, send, clock).run(afterMs, mayHedge));
    // A first attempt that lost would have taken longer still; what failed says nothing of how long answers take.
    if (isGood(outcome)) latencies.record(clock.now() - fromMs);
    return outcome;
  });
}

/** One call's attempts beside each other; stopping the call stops them all. */
class Race implements Wait {
  readonly #call: Call;
  readonly #send: AwaitedSend;
  readonly #clock: Clock;
  readonly #running = new Set<Runner>();
  #best: UpstreamOutcome | undefined;
  #timer: Disposable | undefined;
  #over = false;
  #resolve: (outcome: UpstreamOutcome) => void = ignore;
  #reject: (bug: unknown) => void = ignore;

  constructor(call: Call, send: AwaitedSend, clock: Clock) {
    this.#call = call;
    this.#send = send;
    this.#clock = clock;
  }

  run(lateAfterMs: number, mayHedge: () => boolean): Promise<UpstreamOutcome> {
    return new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
      this.#timer = this.#clock.after(lateAfterMs, () => {
        if (!mayHedge()) return;
        this.#call.observe?.({ kind: 'hedged', atMs: this.#clock.now() });
        this.#start();
      });
      this.#call.waitOn(this);
      if (!this.#over) this.#start();
    });
  }

  stop(failure: UpstreamFailure): void {
    this.#stopAll(failure); // those who stop tell how
    this.#over = true;
    this.#resolve(failed(failure));
  }

  #start(): void {
    const runner = new Runner(this.#call);
    this.#running.add(runner);
    this.#send(runner).then(
      (outcome) => this.#arrive(runner, outcome),
      (bug) => this.#finish(() => this.#reject(bug)),
    );
  }

  #arrive(runner: Runner, outcome: UpstreamOutcome): void {
    if (this.#over) return;
    this.#running.delete(runner);
    const best = better(this.#best, outcome);
    this.#best = best;
    if (isGood(outcome) || this.#running.size === 0) this.#finish(() => this.#resolve(best));
  }

  #finish(settle: () => void): void {
    this.#over = true;
    for (const runner of this.#running) runner.isBeaten = true;
    this.#stopAll({ kind: 'aborted' });
    settle();
  }

  #stopAll(why: UpstreamFailure): void {
    this.#timer?.[Symbol.dispose]();
    this.#call.endWait();
    for (const runner of this.#running) runner.stop(why);
  }
}

/** One of a call's attempts: what it makes is the call's, and how a beaten one ends is nobody's affair. */
class Runner extends Call {
  isBeaten = false;
  readonly #call: Call;

  constructor(call: Call) {
    super(call.request, call.deadline);
    this.#call = call;
  }

  override get observe(): Observe | undefined {
    return this.isBeaten ? undefined : this.#call.observe;
  }

  override beginAttempt(atMs: number): void {
    if (!this.isBeaten) this.#call.beginAttempt(atMs);
  }
}

/** An answer of any status tells more than a failure, and a failure more than a refusal to send the second attempt. */
function better(known: UpstreamOutcome | undefined, next: UpstreamOutcome): UpstreamOutcome {
  return known !== undefined && rank(known) > rank(next) ? known : next;
}

function rank(outcome: UpstreamOutcome): number {
  if (outcome.ok) return 2;
  return outcome.failure.kind === 'refused' ? 0 : 1;
}

function isGood(outcome: UpstreamOutcome): boolean {
  return outcome.ok && outcome.value.status < 500 && outcome.value.status !== 429;
}

function ignore(): void {}
