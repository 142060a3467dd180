import type { ExecutionResult, GraphQLError } from 'graphql';
import type { LiveResult } from './gateway.ts';
import type { Outcome } from './json/outcome.ts';
import type { Viewer, Watch } from './live/topic.ts';

/**
 * What a viewer is shown, as an iterable. Whoever is slow is given the latest result alone. It ends when there is nothing
 * more to see, when the signal aborts and when the loop over it does; what is refused is one result with errors.
 */
export async function* iterateResults(
  watch: (viewer: Viewer<LiveResult>) => Outcome<Watch, readonly GraphQLError[]>,
  signal: AbortSignal,
): AsyncGenerator<ExecutionResult, void, undefined> {
  let latest: LiveResult | undefined;
  let isOver = false;
  let news = Promise.withResolvers<void>();
  const end = (): void => {
    isOver = true;
    news.resolve();
  };
  const watching = watch({
    show(frame) {
      latest = frame;
      news.resolve();
    },
    end,
  });
  if (!watching.ok) {
    yield { errors: watching.failure };
    return;
  }
  signal.addEventListener('abort', end, { once: true });
  try {
    while (!signal.aborted) {
      await news.promise;
      news = Promise.withResolvers();
      const frame = latest;
      latest = undefined;
      if (frame !== undefined && !signal.aborted) yield frame.result;
      if (isOver && latest === undefined) return;
    }
  } finally {
    signal.removeEventListener('abort', end);
    watching.value.leave();
  }
}
