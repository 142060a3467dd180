import type { Server } from 'node:http';
import { Server as NetServer, type Socket } from 'node:net';
import type { Clock } from '../time/clock.ts';

/** Ends a server's listening so that nobody who has just connected is cut off. */
export interface Listening {
  /** Takes no new connections. Resolves when those that were there have sent their first request, or have had time to. */
  stop(): Promise<void>;
}

/** Under more load than this there is no quiet turn, and waiting on would only take more of it in. */
const MAX_TURNS = 1_000;

/** Who has connected and not asked within this time (a slow round trip) has connected in advance, as browsers do. */
const FIRST_REQUEST_MS = 250;

const LOOK_EVERY_MS = 10;

/**
 * Watches the connections of a server that is about to listen, for {@link Listening.stop}.
 *
 * The kernel accepts connections for a listening socket before Node takes them, one in each turn of the event loop, and
 * resets whatever still lies there when the socket closes: so it closes right after a turn that found nothing there. Node
 * in turn counts a connection that has not sent anything yet as idle, and closing a server closes those: so that waits.
 */
export function watchListening(server: Server, clock: Clock): Listening {
  const connections = new Set<Socket>();
  let arrivals = 0;
  server.on('connection', (socket) => {
    arrivals += 1;
    connections.add(socket);
    socket.once('close', () => connections.delete(socket));
  });

  async function untilQuiet(): Promise<void> {
    for (let turns = 0, before = -1; turns < MAX_TURNS && before !== arrivals; turns += 1) {
      before = arrivals;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  return {
    async stop() {
      await untilQuiet();
      NetServer.prototype.close.call(server); // what HTTP's own adds to it comes later
      for (let waitedMs = 0; waitedMs < FIRST_REQUEST_MS; waitedMs += LOOK_EVERY_MS) {
        if (![...connections].some(hasSaidNothing)) return;
        await clock.sleep(LOOK_EVERY_MS, NEVER);
      }
    },
  };
}

const NEVER = new AbortController().signal;

function hasSaidNothing({ bytesRead }: Socket): boolean {
  return bytesRead === 0;
}
