import type { Guard } from '../cache/guarded-store.ts';
import type { ValkeyClient } from '../cache/valkey-client.ts';
import type { RateLimit } from './token-bucket.ts';

/** A token bucket that several processes take from. */
export interface SharedBucket {
  /** Takes the next token, if the wait for it is no longer than this. */
  take(limit: RateLimit, maxWaitMs: number): Promise<Turn>;
  /** Gives back the token of a call that was never sent. */
  giveBack(limit: RateLimit): Promise<void>;
}

export type Turn =
  | { readonly kind: 'granted'; readonly waitMs: number }
  | { readonly kind: 'too long'; readonly waitMs: number }
  /** The store cannot tell. */
  | { readonly kind: 'unknown' };

/**
 * The bucket is one number on the server: when the next token is due if none is saved up (the generic cell rate algorithm,
 * which is a token bucket seen by the clock). Time is the server's, so processes need not agree on theirs.
 */
export function createSharedBucket(client: ValkeyClient, key: string, guard: Guard): SharedBucket {
  return {
    take: (limit, maxWaitMs) =>
      guard(async () => {
        const taken = await client.run(TAKE, [key], [1000 / limit.perSecond, limit.burst, maxWaitMs]);
        return turnOf(taken);
      }, UNKNOWN),
    giveBack: (limit) =>
      guard(async () => void (await client.run(GIVE_BACK, [key], [1000 / limit.perSecond])), undefined),
  };
}

const UNKNOWN: Turn = { kind: 'unknown' };

const TAKE = `
local interval, burst, maxWait = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local time = redis.call('TIME')
local now = time[1] * 1000 + time[2] / 1000
local due = math.max(tonumber(redis.call('GET', KEYS[1]) or '0'), now)
local wait = math.max(0, due - interval * (burst - 1) - now)
if wait > maxWait then return {0, tostring(wait)} end
due = due + interval
redis.call('SET', KEYS[1], string.format('%.3f', due), 'PX', math.ceil(due - now) + 1000)
return {1, tostring(wait)}
`;

const GIVE_BACK = `
local due = redis.call('GET', KEYS[1])
if due then redis.call('SET', KEYS[1], string.format('%.3f', due - ARGV[1]), 'KEEPTTL') end
return 1
`;

function turnOf(answer: unknown): Turn {
  if (!Array.isArray(answer)) return UNKNOWN;
  const [granted, wait] = answer as unknown[];
  return { kind: Number(granted) === 1 ? 'granted' : 'too long', waitMs: Number(wait) };
}
