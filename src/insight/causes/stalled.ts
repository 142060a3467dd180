import type { Stall } from '../../time/stall-watch.ts';

/** The thread was ready to run and ran less than half of the time. Pure. */
export function isStarved(stall: Stall): boolean {
  return stall.processorMs !== undefined && stall.processorMs < lengthOf(stall) / 2;
}

export function lengthOf({ fromMs, toMs }: Stall): number {
  return toMs - fromMs;
}

export function sumOf(stalls: readonly Stall[]): number {
  return stalls.reduce((sum, stall) => sum + lengthOf(stall), 0);
}

/** A collection of garbage or one large body takes as long, now and then. */
export const LEAST_STALL_MS = 20;
