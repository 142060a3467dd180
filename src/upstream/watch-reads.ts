import type { Socket } from 'node:net';
import type { Connection } from './exchange.ts';

/**
 * Stands between a connection and the HTTP client. It tells the exchange that runs there how much has been read for it: what
 * is no part of a body (informational responses, extensions of chunks, a reason phrase) reaches nobody else, and may be
 * endless. And it lets the client never see a `100 Continue`: nobody asks for one here, but some servers send it to
 * everybody, and a client must be able to take it (RFC 9110 §15.2); undici takes every other informational response
 * and breaks off at this one.
 */
export function watchReads(socket: Socket, connection: Connection): void {
  const read = socket.read;
  let held: Buffer | undefined;

  socket.read = (size?: number): unknown => {
    for (;;) {
      const chunk: unknown = read.call(socket, size);
      if (!(chunk instanceof Buffer)) return chunk;
      connection.exchange?.onBytesRead(chunk.length);
      if (socket.destroyed) return null; // it was too much
      if (!connection.awaitsHead || size === 0) return chunk;
      const bytes: Buffer = held === undefined ? chunk : Buffer.concat([held, chunk]);
      held = undefined;
      const rest = afterContinues(bytes);
      if (rest === undefined) held = bytes;
      else if (rest.length > 0) return rest;
    }
  };
}

/** What follows the `100`s at the start; `undefined` while that is not to be known yet. */
function afterContinues(bytes: Buffer): Buffer | undefined {
  let rest = bytes;
  while (rest.length > 0 && mayBeContinue(rest)) {
    const end = rest.indexOf('\r\n\r\n');
    if (end === -1) return rest.length > MAX_HEAD_BYTES ? rest : undefined;
    rest = rest.subarray(end + 4);
  }
  return rest;
}

/** Longer, and the client shall see it and complain. */
const MAX_HEAD_BYTES = 16 * 1024;

const CONTINUE = Buffer.from('HTTP/1.1 100');

/** Begins like the status line of a 100, as far as it goes. The digits first: almost nothing has them. */
function mayBeContinue(bytes: Buffer): boolean {
  if (bytes.length < CONTINUE.length) return CONTINUE.subarray(0, bytes.length).equals(bytes);
  return (
    bytes[9] === 0x31 && bytes[10] === 0x30 && bytes[11] === 0x30 && CONTINUE.compare(bytes, 0, CONTINUE.length) === 0
  );
}
