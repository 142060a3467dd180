import type { SourceSettings } from './settings/settings.ts';
import type { UpstreamOptions } from './upstream/create-upstream.ts';

/** What the settings of a source mean for its client. Pure. */
export function upstreamOptions(name: string, origin: string, source: SourceSettings): UpstreamOptions {
  const { timeout, retry, breaker, cache, hedge, adaptive, oauth, rateLimit, deadlineHeader } = source;
  return {
    name,
    origin,
    connectTimeoutMs: timeout.connectMs,
    attemptTimeoutMs: timeout.attemptMs,
    queueTimeoutMs: timeout.queueMs,
    maxConnections: source.maxConnections,
    maxQueued: source.maxQueued,
    maxResponseBytes: source.maxResponseBytes,
    allowH2: source.http2,
    ...(deadlineHeader !== undefined && { deadlineHeader }),
    coalesce: source.coalesce.enabled,
    announcedRateLimit: true,
    followRedirects: source.redirects === 'sameOrigin',
    ...(cache.enabled && { cache }),
    ...(oauth !== undefined && { oauth }),
    ...(retry.enabled && { retry }),
    ...(hedge !== undefined && { hedge }),
    ...(breaker.enabled && { breaker }),
    ...(rateLimit !== undefined && { rateLimit }),
    ...(adaptive !== undefined && { adaptive }),
  };
}
