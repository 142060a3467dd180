import type { GraphQLFormattedError } from 'graphql';
import type { WebSocket } from 'ws';
import type { LiveResult } from '../../gateway.ts';
import { LatestOnly } from '../../live/latest-only.ts';
import type { LiveFrames } from './live-frames.ts';
import type { StreamViewer } from './live-streams.ts';

/** The rest of a `next` message: its beginning names the stream, so that only this part is the same for all. */
const REST_OF_MESSAGE = { contentType: 'graphql-transport-ws', next: (payload: string) => `${payload}}` };

/** One subscription among those of a WebSocket. */
export class WebSocketStream implements StreamViewer {
  readonly #socket: WebSocket;
  readonly #id: string;
  readonly #ended: () => void;
  readonly #latest: LatestOnly<LiveResult>;

  constructor(socket: WebSocket, id: string, frames: LiveFrames, ended: () => void) {
    this.#socket = socket;
    this.#id = JSON.stringify(id);
    this.#ended = ended;
    this.#latest = new LatestOnly((frame) => {
      // Two fragments of one message (RFC 6455 §5.4), the second of which is nobody's copy.
      socket.send(`{"id":${this.#id},"type":"next","payload":`, { fin: false });
      socket.send(frames.bytesOf(frame, REST_OF_MESSAGE), { binary: false, fin: true }, () => this.#latest.ready());
      return false;
    });
  }

  show(frame: LiveResult): void {
    this.#latest.show(frame);
  }

  end(why: 'finished' | 'closed'): void {
    // A stream alone cannot be interrupted in this protocol: the connection will be, which says it of all.
    this.#latest.flush();
    if (why === 'finished') this.#socket.send(`{"id":${this.#id},"type":"complete"}`, ignore);
    this.#ended();
  }

  refuse(errors: readonly GraphQLFormattedError[]): void {
    this.#socket.send(`{"id":${this.#id},"type":"error","payload":${JSON.stringify(errors)}}`, ignore);
    this.#ended();
  }

  /** The client has left. */
  left(): void {
    this.#ended();
  }

  /** The connection looks after itself. */
  beat(): void {}
}

function ignore(): void {}
