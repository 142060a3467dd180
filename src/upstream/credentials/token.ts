/** An access token (RFC 6749 §1.4), and when to think of a new one; moments on the clock's monotonic scale. */
export interface Token {
  /** Confidential. */
  readonly value: string;
  /** From here on a new one is fetched, while this one is still used. */
  readonly renewAtMs: number;
  /** From here on it is not used any more. */
  readonly expiresAtMs: number;
}

/** What to do about a token before a call. Pure. */
export function tokenNeed(token: Token | undefined, nowMs: number): 'use' | 'use and renew' | 'wait for a new one' {
  if (token === undefined || nowMs >= token.expiresAtMs) return 'wait for a new one';
  return nowMs >= token.renewAtMs ? 'use and renew' : 'use';
}

/**
 * A token received in answer to a request sent then. Its life is counted from the sending, for nobody knows when in between
 * the server began to count, and it is given up early enough for a call to arrive. Without a lifetime it is used
 * until the upstream refuses it (RFC 6749 §5.1: `expires_in` is only recommended). Pure.
 */
export function tokenOf(value: string, lifetimeMs: number | undefined, sentAtMs: number): Token {
  if (lifetimeMs === undefined) return { value, renewAtMs: Infinity, expiresAtMs: Infinity };
  return {
    value,
    renewAtMs: sentAtMs + lifetimeMs - Math.min(RENEW_AHEAD_MS, lifetimeMs * RENEW_AHEAD_RATIO),
    expiresAtMs: sentAtMs + lifetimeMs - Math.min(TRAVEL_MS, lifetimeMs * TRAVEL_RATIO),
  };
}

/** Time enough for a slow token server, and for a second try. */
const RENEW_AHEAD_MS = 60_000;
const RENEW_AHEAD_RATIO = 0.2;

/** What a call may take to the upstream, and clocks to differ. */
const TRAVEL_MS = 5_000;
const TRAVEL_RATIO = 0.05;
