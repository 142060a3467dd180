import { type Freshness, type StaleAllowance, staleAllowance, timeToLiveMs } from './freshness.ts';

/** No entry is kept longer than this, however long it would be fresh: what nobody can recall should not stay for ever. */
export const RETENTION_MS = 24 * 60 * 60 * 1000;

/** How long an entry is worth keeping: while it may be used, fresh or stale, or spare a body by being revalidated. Pure. */
export function retentionMs(freshness: Freshness, settings: StaleAllowance, nowEpochMs: number): number {
  const { staleWhileRevalidateMs, staleIfErrorMs } = staleAllowance(freshness, settings);
  const usefulMs = Math.max(staleWhileRevalidateMs, staleIfErrorMs, freshness.canRevalidate ? REVALIDATION_MS : 0);
  return Math.min(RETENTION_MS, Math.max(0, timeToLiveMs(freshness, nowEpochMs) + usefulMs));
}

const REVALIDATION_MS = 60 * 60 * 1000;
