import type { IncomingHttpHeaders } from 'node:http';
import type { Settings } from '../../settings/settings.ts';
import { SANDBOX_ORIGINS } from '../cors.ts';

/** Whether a page may open a WebSocket: browsers ask nobody before they do, and send cookies. */
export type OriginVerdict =
  | 'allowed'
  /** Any page may call, but none with what a browser sends of itself. */
  | 'without credentials'
  | 'refused';

/**
 * The rule of `cors.origins`, for WebSockets (RFC 6455 §10.2): pages of the endpoint's own host and of the named origins;
 * `*` is any, without credentials. Programs that are no browsers send no `Origin`. Pure.
 */
export function judgeOrigin(
  { origin, host }: IncomingHttpHeaders,
  { mode, cors }: Pick<Settings, 'mode' | 'cors'>,
): OriginVerdict {
  if (origin === undefined) return 'allowed';
  const origins: readonly string[] = [...cors.origins, ...(mode === 'development' ? SANDBOX_ORIGINS : [])];
  if (origins.includes(origin) || URL.parse(origin)?.host === host?.toLowerCase()) return 'allowed';
  return origins.includes('*') ? 'without credentials' : 'refused';
}

/** What a browser sends of itself, whoever made the page. */
export const BROWSER_CREDENTIALS = ['authorization', 'cookie'] as const;
