import { failed } from '../json/outcome.ts';
import type { Clock } from '../time/clock.ts';
import { composePipeline, type PipelineOptions } from './pipeline.ts';
import { createTransport, type TransportOptions } from './transport.ts';
import type { Upstream } from './upstream.ts';

/** Everything about one source's client, resolved: this room has no defaults of its own. */
export interface UpstreamOptions extends TransportOptions, PipelineOptions {
  /** The source's name as people wrote it; safe to show to clients. */
  readonly name: string;
}

/**
 * Opens the client of one source. It connects when first called. Disposing it refuses new calls, lets those under way
 * end, and closes the sockets.
 */
export function createUpstream(options: UpstreamOptions, clock: Clock): Upstream {
  const transport = createTransport(options, clock);
  const send = composePipeline(options, transport.send, clock);
  const idle = Promise.withResolvers<void>();
  let closed: Promise<void> | undefined;
  let underWay = 0;

  const close = async () => {
    if (underWay === 0) idle.resolve();
    await idle.promise;
    await transport.close();
  };

  return {
    name: options.name,
    async send(request, context) {
      if (closed !== undefined) return failed({ kind: 'connection', code: 'ERR_UPSTREAM_CLOSED' });
      underWay += 1;
      try {
        return await send(request, context);
      } finally {
        underWay -= 1;
        if (closed !== undefined && underWay === 0) idle.resolve();
      }
    },
    [Symbol.asyncDispose]: () => {
      closed ??= close();
      return closed;
    },
  };
}
