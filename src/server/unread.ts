import type { ServerResponse } from 'node:http';

/**
 * Ends the connection of a client that takes nothing more of what was written for `unreadMs`, or twice that where some of it
 * was taken at first (Node compares at the end of that time, and gives it once more): it would be kept for nobody. With every
 * bit that is taken the time begins anew. What is written whole already needs no watching.
 */
export function endWhenUnread(response: ServerResponse, unreadMs: number): void {
  if (!response.destroyed && response.writableLength > 0) response.setTimeout(unreadMs);
}

/** More is written later, however late: until then nobody is expected to read. */
export function stopWatching(response: ServerResponse): void {
  response.setTimeout(0);
}
