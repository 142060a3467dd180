import type { ServerResponse } from 'node:http';
import type { GraphQLFormattedError } from 'graphql';
import type { LiveResult } from '../../gateway.ts';
import { LatestOnly } from '../../live/latest-only.ts';
import { CLIENT_TIMEOUTS } from '../../settings/defaults.ts';
import { endWhenUnread } from '../unread.ts';
import type { LiveFrames } from './live-frames.ts';
import type { StreamViewer } from './live-streams.ts';
import type { StreamFraming } from './stream-framing.ts';

/** Whoever has taken nothing for so many heartbeats is not there any more, whatever the connection says. */
const MAX_STALLED_BEATS = 3;

/** What a client is told where its protocol has words for a stream that ends before its time. */
const RESTARTING: GraphQLFormattedError = {
  message: 'The server is about to end; please subscribe again.',
  extensions: { code: 'SERVER_RESTARTING' },
};

export interface HttpStreamOptions {
  readonly framing: StreamFraming;
  readonly frames: LiveFrames;
  /** Writes the head; until then the answer may still be another one. */
  readonly begin: () => ServerResponse;
}

/** A subscription as the body of a response that does not end. */
export class HttpStream implements StreamViewer {
  readonly #options: HttpStreamOptions;
  #response: ServerResponse | undefined;
  readonly #latest: LatestOnly<LiveResult>;
  #stalledBeats = 0;

  constructor(options: HttpStreamOptions) {
    this.#options = options;
    const { framing, frames } = options;
    this.#latest = new LatestOnly((frame) => this.start().write(frames.bytesOf(frame, framing)));
  }

  /** Writes the head, so that the client knows that it is connected, whenever the first result comes. */
  start(): ServerResponse {
    if (this.#response !== undefined) return this.#response;
    const response = this.#options.begin();
    this.#response = response;
    response.on('error', ignore); // 'close' follows
    response.on('drain', () => {
      this.#stalledBeats = 0;
      this.#latest.ready();
    });
    response.write(this.#options.framing.start);
    return response;
  }

  show(frame: LiveResult): void {
    this.#latest.show(frame);
  }

  end(why: 'finished' | 'closed'): void {
    const { framing } = this.#options;
    this.#latest.flush();
    this.#endWith(why === 'finished' ? framing.complete : framing.interrupted([RESTARTING]));
  }

  refuse(errors: readonly GraphQLFormattedError[]): void {
    const { framing } = this.#options;
    this.#endWith(framing.next(JSON.stringify({ errors })) + framing.complete);
  }

  #endWith(last: string): void {
    const response = this.start();
    response.end(last);
    endWhenUnread(response, CLIENT_TIMEOUTS.unreadMs); // nobody looks at its heartbeats any more
  }

  beat(): void {
    if (!this.#latest.isBusy) {
      this.start().write(this.#options.framing.heartbeat);
      return;
    }
    this.#stalledBeats += 1;
    if (this.#stalledBeats >= MAX_STALLED_BEATS) this.start().destroy();
  }
}

function ignore(): void {}
