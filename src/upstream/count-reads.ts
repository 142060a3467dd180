import type { Socket } from 'node:net';
import type { Connection } from './exchange.ts';

/**
 * Tells the exchange on a connection how much has been read for it, before the HTTP client takes it apart: what is no part
 * of a body (informational responses, extensions of chunks, a reason phrase) reaches nobody else, and may be endless.
 */
export function countReads(socket: Socket, connection: Connection): void {
  const read = socket.read.bind(socket);
  socket.read = (size?: number): unknown => {
    const chunk: unknown = read(size);
    if (chunk instanceof Buffer) connection.exchange?.onBytesRead(chunk.length);
    return socket.destroyed ? null : chunk;
  };
}
