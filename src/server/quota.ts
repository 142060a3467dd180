import type { IncomingMessage } from 'node:http';
import { BoundedMap } from '../memo/bounded-map.ts';
import type { QuotaSettings } from '../settings/settings.ts';
import type { Clock } from '../time/clock.ts';

/** So many clients are told apart; who was not heard of for longest is forgotten first. */
const MAX_CLIENTS = 10_000;

/** What each client may ask in a time. */
export interface Quota {
  /** Counts a request. */
  take(request: IncomingMessage): Taken;
}

export interface Taken {
  readonly isExceeded: boolean;
  /** Seconds until the client may ask all of it again. */
  readonly resetSeconds: number;
  /** What is left, as header lines: names and values in turn (draft-ietf-httpapi-ratelimit-headers-06). */
  readonly lines: readonly string[];
}

interface Count {
  requests: number;
  sinceMs: number;
}

/** Counts each client's requests in windows that begin with its first one. */
export function createQuota({ perSecond, burst, by }: QuotaSettings, clock: Pick<Clock, 'now'>): Quota {
  const windowMs = Math.ceil((burst / perSecond) * 1_000);
  const counts = new BoundedMap<string, Count>(MAX_CLIENTS);
  return {
    take(request) {
      const nowMs = clock.now();
      const client = clientOf(request, by);
      const known = counts.get(client);
      const count = known !== undefined && nowMs < known.sinceMs + windowMs ? known : { requests: 0, sinceMs: nowMs };
      if (count !== known) counts.set(client, count);
      count.requests += 1;
      const resetSeconds = Math.ceil((count.sinceMs + windowMs - nowMs) / 1_000);
      const remaining = Math.max(0, burst - count.requests);
      return {
        isExceeded: count.requests > burst,
        resetSeconds,
        lines: [
          ...['ratelimit-limit', String(burst)],
          ...['ratelimit-remaining', String(remaining)],
          ...['ratelimit-reset', String(resetSeconds)],
        ],
      };
    },
  };
}

/** Whoever lacks the header is told apart by address, and is nobody who has it. */
function clientOf({ headers, socket }: IncomingMessage, by: QuotaSettings['by']): string {
  const value = by.kind === 'header' ? headers[by.name] : undefined;
  return value === undefined ? `ip ${socket.remoteAddress}` : `header ${String(value)}`;
}
