import { createHash, timingSafeEqual } from 'node:crypto';
import type { ClientHeaders } from '../execution/client-headers.ts';
import type { Settings } from '../settings/settings.ts';

/** `Overlap-Trace: 1` asks for a trace. */
export const TRACE_HEADER = 'overlap-trace';

/** What a client shows in production, where a trace tells more than everybody should know. */
export const TRACE_SECRET_HEADER = 'overlap-trace-secret';

/** Whether a request asks for a trace and may have it: anybody's may in development, in production who knows the secret. */
export function mayTrace(headers: ClientHeaders, { mode, trace }: Pick<Settings, 'mode' | 'trace'>): boolean {
  if (headers.get(TRACE_HEADER)?.at(-1)?.trim() !== '1') return false;
  if (mode === 'development') return true;
  const shown = headers.get(TRACE_SECRET_HEADER)?.at(-1);
  return trace.secret !== undefined && shown !== undefined && areSame(shown, trace.secret);
}

/** Takes as long for a near miss as for any other text: both are hashed, so that not even the length shows. */
function areSame(shown: string, secret: string): boolean {
  return timingSafeEqual(digest(Buffer.from(shown, 'latin1')), digest(Buffer.from(secret, 'utf8')));
}

function digest(bytes: Buffer): Buffer {
  return createHash('sha256').update(bytes).digest();
}
