import type { UpstreamFailure } from './upstream-error.ts';

/**
 * The failure behind an error of the HTTP client. Stopped exchanges never get here, so all that is left is the
 * connection's doing: refused, reset, cut off, not HTTP. Its time limits too: they only guard the making of a connection.
 */
export function failureOfError(error: unknown): UpstreamFailure {
  return { kind: 'connection', code: codeOf(error) };
}

function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return 'UNKNOWN';
  if ('code' in error && typeof error.code === 'string' && error.code !== '') return error.code;
  if ('cause' in error && error.cause !== undefined) return codeOf(error.cause);
  return error instanceof Error ? error.name : 'UNKNOWN';
}
