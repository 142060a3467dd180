import type { Context, HrTime, Span, Tracer } from '@opentelemetry/api';
import type { Clock } from '../time/clock.ts';

/** A span, and where its children belong. */
export interface SpanPlace {
  readonly tracer: Tracer;
  readonly span: Span;
  readonly within: Context;
  readonly at: (atMs: number) => HrTime;
}

/** From the clock's monotonic scale to the time of day, told by one reading of both. */
export function timeline(clock: Pick<Clock, 'now' | 'epochNow'>): SpanPlace['at'] {
  const offsetMs = clock.epochNow() - clock.now();
  return (atMs) => {
    const epochMs = offsetMs + atMs;
    const seconds = Math.floor(epochMs / 1_000);
    return [seconds, Math.round((epochMs - seconds * 1_000) * 1_000_000)];
  };
}
