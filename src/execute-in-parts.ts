import type { ExecutionResult } from 'graphql';
import type { FirstPart } from './engine/run-in-parts.ts';
import type { PreparedParts } from './execute-operation.ts';
import { createOperation, type Operation, type OperationInput } from './execution/operation.ts';
import type { Runtime } from './execution/runtime.ts';
import { finishOperation, tellObserver, toldBeside } from './finish-operation.ts';
import type { IncrementalResult, LaterPart } from './incremental/part.ts';
import { failed } from './json/outcome.ts';
import type { Observed } from './observe-operation.ts';
import type { OnError } from './settings/settings.ts';
import type { Clock } from './time/clock.ts';
import { type Deadline, startDeadline } from './time/deadline.ts';

export interface PartsInput extends Omit<OperationInput, 'deadline'> {
  readonly onError: OnError;
  /** The deadline of the first part. */
  readonly first: Deadline;
  /** When the deadline of all others comes, from now. */
  readonly restMs: number;
  /** Who looks at it; closed when the last part has been told. */
  readonly observed: Observed | undefined;
}

/**
 * Runs an operation whose answer comes in parts. The first one is there at its own deadline at the latest; calls run on
 * for the others until theirs. When the client leaves, or nobody reads on, what is left is aborted.
 */
export async function executeInParts(
  prepared: PreparedParts,
  { onError, first: firstDeadline, restMs, signal, observed, ...input }: PartsInput,
  runtime: Runtime,
  clock: Clock,
): Promise<ExecutionResult | IncrementalResult> {
  const controller = new AbortController();
  const deadline = startDeadline(restMs, clock);
  const running = createOperation(runtime, {
    ...input,
    signal: controller.signal,
    deadline,
    ...(observed && { observer: observed.observer }),
  });
  // Whoever never reads a later part never closes.
  if (observed !== undefined) {
    deadline.signal.addEventListener('abort', () => observed[Symbol.dispose](), { once: true });
  }
  const leave = (): void => {
    controller.abort(signal.reason);
    first?.later.end();
  };
  let first: FirstPart | undefined;
  if (signal.aborted) leave();
  signal.addEventListener('abort', leave, { once: true });
  const close = (): void => {
    signal.removeEventListener('abort', leave);
    deadline[Symbol.dispose]();
    // Of what still runs, nobody hears any more.
    controller.abort(new Error('The answer is complete.'));
    observed?.[Symbol.dispose]();
  };

  try {
    first = await prepared.run(running, inTime(running, firstDeadline));
  } catch (bug) {
    close();
    throw bug;
  }
  const { data, errors, pending, later } = first;
  if (data === null || pending.length === 0 || running.fatal !== undefined) {
    const whole = finishOperation({ data, ...(errors.length > 0 && { errors }) }, running, onError, observed);
    close();
    return whole;
  }
  if (signal.aborted) later.end();
  if (observed !== undefined) tellObserver({ data, errors }, running, observed);
  const extensions = toldBeside(running, undefined);
  return {
    initial: {
      data,
      ...(errors.length > 0 && { errors }),
      pending,
      ...(extensions && { extensions }),
      hasNext: true,
    },
    later: closing(later.parts(), running, observed, close),
  };
}

/** The parts as they come; the last one tells what there is to tell of the whole operation. */
async function* closing(
  parts: AsyncIterable<LaterPart>,
  running: Operation,
  observed: Observed | undefined,
  close: () => void,
): AsyncGenerator<LaterPart, void, void> {
  try {
    for await (const part of parts) {
      const extensions = part.hasNext ? undefined : toldBeside(running, observed);
      yield extensions === undefined ? part : { ...part, extensions };
    }
  } finally {
    close();
  }
}

/** Loads for a part that must be there at a deadline; a call that is late for it goes on for the parts after it. */
function inTime(running: Operation, { signal }: Deadline): Operation['load'] {
  const late = Promise.withResolvers<void>();
  if (signal.aborted) late.resolve();
  signal.addEventListener('abort', () => late.resolve(), { once: true });
  const startedMs = running.runtime.clock.now();
  return (step, load) => {
    const source = running.ready(step).source?.name;
    const tooLate = late.promise.then(() =>
      failed({
        cause: { kind: 'deadline' as const },
        connector: step.connector,
        ...(source !== undefined && { source }),
        attempts: 1,
        elapsedMs: running.runtime.clock.now() - startedMs,
      }),
    );
    return signal.aborted ? tooLate : Promise.race([running.load(step, load), tooLate]);
  };
}
