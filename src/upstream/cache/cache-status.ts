/** How a cache handled a call. */
export type CacheHandling =
  /** Answered from the cache; nothing was waited for. */
  | { readonly kind: 'hit'; readonly ttlMs: number; readonly stale?: 'stale-while-revalidate' }
  /** The upstream was asked. */
  | {
      readonly kind: 'forwarded';
      readonly why: 'bypass' | 'method' | 'uri-miss' | 'request' | 'stale';
      /** What the upstream answered; absent when it did not. */
      readonly status?: number;
      readonly stored?: boolean;
      /** Asked in vain: the stale answer was given after all. */
      readonly rescued?: { readonly ttlMs: number };
      readonly detail?: string;
    };

/** The value of a `Cache-Status` field (RFC 9211): `overlap; hit; ttl=42`, `overlap; fwd=uri-miss; stored`. Pure. */
export function printCacheStatus(handling: CacheHandling): string {
  switch (handling.kind) {
    case 'hit':
      return print([`hit`, ttl(handling.ttlMs), handling.stale && `detail=${handling.stale}`]);
    case 'forwarded': {
      const { why, status, stored, rescued, detail } = handling;
      // On a miss the answer tells its own status.
      const forwardStatus = why === 'stale' && status !== undefined ? `fwd-status=${status}` : undefined;
      const rescue = rescued && [ttl(rescued.ttlMs), 'detail=stale-if-error'];
      return print([
        `fwd=${why}`,
        forwardStatus,
        stored ? 'stored' : undefined,
        ...(rescue ?? []),
        detail && `detail=${detail}`,
      ]);
    }
  }
}

/** Asked for, and not kept: far the most frequent. */
export const PLAIN_MISS = print(['fwd=uri-miss']);

/** Negative once stale. */
function ttl(ms: number): string {
  return `ttl=${Math.floor(ms / 1000)}`;
}

function print(parameters: readonly (string | undefined)[]): string {
  return ['overlap', ...parameters.filter((parameter) => parameter !== undefined)].join('; ');
}
