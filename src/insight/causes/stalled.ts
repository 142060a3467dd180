import type { Stall } from '../../time/stall-watch.ts';

/** How long the event loop stood still because something ran; the whole stall where that was not measured. Pure. */
export function ranMs(stalls: readonly Stall[]): number {
  return stalls.reduce((sum, stall) => sum + (stall.processorMs ?? lengthOf(stall)), 0);
}

/** How long it stood still while nothing of this thread ran at all. Pure. */
export function starvedMs(stalls: readonly Stall[]): number {
  return stalls.reduce((sum, stall) => sum + lengthOf(stall), 0) - ranMs(stalls);
}

export function lengthOf({ fromMs, toMs }: Stall): number {
  return toMs - fromMs;
}

/** A collection of garbage or one large body takes as long, now and then. */
export const LEAST_STALL_MS = 20;
