import type { CallRecord } from '../record.ts';
import { inMs } from './cause.ts';

/** How long a call waited for connections: for the first in their places, or for those that replace a closed one. Pure. */
export function connectMsOf({ seen }: CallRecord, kind: 'new' | 'again'): number {
  return seen.reduce((sum, { connection, startMs, sentMs = startMs }) => {
    return connection === kind ? sum + sentMs - startMs : sum;
  }, 0);
}

/** Of that, what agreeing on keys took, as a remark. Pure. */
export function ofTls({ seen }: CallRecord): string {
  const tlsMs = seen.reduce((sum, attempt) => sum + attempt.tlsMs, 0);
  return tlsMs < 1 ? '' : ` (${inMs(tlsMs)} of it for TLS)`;
}
