import type { Socket } from 'node:net';
import { answers, type Fault, HEALTHY, STATUS, UNREACHABLE } from './fault.ts';

const whole = answers();

/** What can happen before a request has been sent. */
export const CONNECTING: readonly Fault[] = [
  { name: 'nobody listens', outcome: UNREACHABLE, address: 'http://127.0.0.1:1', behave: whole, all: true },
  {
    name: 'the host does not exist',
    outcome: UNREACHABLE,
    address: 'http://nowhere.invalid',
    behave: whole,
    all: true,
  },
  { name: 'the address leads nowhere', outcome: UNREACHABLE, address: 'http://192.0.2.1:81', behave: whole, all: true },
  { name: 'nobody listens on IPv6 either', outcome: UNREACHABLE, address: 'http://[::1]:1', behave: whole, all: true },
  {
    name: 'TLS is spoken to a server without it',
    outcome: UNREACHABLE,
    address: 'https://{host}',
    all: true,
    behave: whole,
    greet: (socket) => void socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'),
  },
  {
    name: 'the TLS handshake is never answered',
    outcome: UNREACHABLE,
    address: 'https://{host}',
    behave: () => {},
    all: true,
  },
  {
    name: 'the TLS handshake is answered with an alert',
    outcome: UNREACHABLE,
    address: 'https://{host}',
    all: true,
    behave: whole,
    greet: (socket) => void socket.write(Buffer.from([0x15, 3, 3, 0, 2, 2, 40])),
  },
  {
    name: 'the TLS handshake is answered with garbage',
    outcome: UNREACHABLE,
    address: 'https://{host}',
    all: true,
    behave: whole,
    greet: (socket) => void socket.write(Buffer.alloc(100, 0x5a)),
  },
  {
    name: 'every connection is closed at once',
    outcome: UNREACHABLE,
    behave: whole,
    greet: (socket) => socket.destroy(),
    all: true,
  },
  { name: 'every connection is reset at once', outcome: UNREACHABLE, behave: whole, greet: reset, all: true },
  {
    name: 'every connection is half closed at once',
    outcome: UNREACHABLE,
    behave: whole,
    greet: (socket) => void socket.end(),
    all: true,
  },
  {
    name: 'the server speaks first, another protocol',
    outcome: UNREACHABLE,
    behave: () => {},
    greet: (socket) => void socket.write('220 mail.example ESMTP\r\n'),
    all: true,
  },
  {
    name: 'the server answers before it is asked, and closes',
    outcome: STATUS,
    behave: () => {},
    greet: (socket) =>
      void socket.end('HTTP/1.1 408 Request Timeout\r\ncontent-length: 0\r\nconnection: close\r\n\r\n'),
    all: true,
  },
  {
    name: 'the connection takes its time',
    outcome: HEALTHY,
    behave: (request) => void setTimeout(() => whole(request), 30),
  },
];

function reset(socket: Socket): void {
  socket.resetAndDestroy();
}
