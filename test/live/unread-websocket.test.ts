import { EventEmitter } from 'node:events';
import { describe, expect, test } from 'vitest';
import type { WebSocket } from 'ws';
import { type ConnectionOptions, WebSocketConnection } from '../../src/server/live/websocket-connection.ts';
import { createFakeClock } from '../harness/fake-clock.ts';

const PING = Buffer.from('{"type":"ping"}');

/** A socket whose other end reads when the test says so. */
class UnreadSocket extends EventEmitter {
  readonly OPEN = 1;
  readonly readyState = 1;
  isPaused = false;
  bufferedAmount = 0;
  readonly sent: string[] = [];
  #whenWritten: (() => void)[] = [];

  send(text: string): void {
    this.sent.push(text);
  }

  ping(_data: unknown, _mask: unknown, written: () => void): void {
    this.#whenWritten.push(written);
  }

  pause(): void {
    this.isPaused = true;
  }

  resume(): void {
    this.isPaused = false;
  }

  isRead(): void {
    this.bufferedAmount = 0;
    for (const written of this.#whenWritten.splice(0)) written();
  }
}

function connect(): UnreadSocket {
  const socket = new UnreadSocket();
  const options = { clock: createFakeClock(), headers: new Map() } as unknown as ConnectionOptions;
  new WebSocketConnection(socket as unknown as WebSocket, options);
  return socket;
}

describe('a client that reads nothing of what it is sent', () => {
  test('is not listened to until it has read', () => {
    const socket = connect();
    socket.emit('message', PING, false);
    expect(socket.isPaused).toBe(false);
    socket.bufferedAmount = 2 * 2 ** 20;
    socket.emit('message', PING, false);
    expect(socket.isPaused).toBe(true);
    socket.isRead();
    expect(socket.isPaused).toBe(false);
  });

  test('is answered what it had asked before', () => {
    const socket = connect();
    socket.bufferedAmount = 2 * 2 ** 20;
    for (let asked = 0; asked < 3; asked += 1) socket.emit('message', PING, false);
    expect(socket.sent).toHaveLength(3);
    socket.isRead();
    expect(socket.isPaused).toBe(false);
  });
});
