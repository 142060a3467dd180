import type { IncomingMessage } from 'node:http';

/**
 * Gives the body of a request as text, once it is there whole; undefined as soon as it is more than that many bytes, whether
 * its length says so or it turns out. Of a client that leaves before, nothing is heard.
 */
export function readBody(request: IncomingMessage, maxBytes: number, take: (text: string | undefined) => void): void {
  if (Number(request.headers['content-length']) > maxBytes) {
    take(undefined);
    return;
  }
  let first: Buffer | undefined;
  let more: Buffer[] | undefined;
  let bytes = 0;
  const gather = (chunk: Buffer): void => {
    bytes += chunk.length;
    if (bytes > maxBytes) {
      request.off('data', gather).off('end', finish);
      take(undefined);
    } else if (first === undefined) first = chunk;
    else if (more === undefined) more = [first, chunk];
    else more.push(chunk);
  };
  // Decoded at once, so that a character in two chunks stays whole.
  const finish = (): void => take(more === undefined ? (first?.toString() ?? '') : Buffer.concat(more).toString());
  request.on('data', gather).on('end', finish);
}
