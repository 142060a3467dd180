import { failed } from '../json/outcome.ts';
import type { Clock } from '../time/clock.ts';
import { partition } from './cache/partition.ts';
import { createOauth } from './credentials/oauth.ts';
import type { OauthOptions } from './credentials/token-endpoint.ts';
import { composePipeline, type PipelineOptions } from './pipeline.ts';
import type { Answered } from './policies/deadline.ts';
import { createRedirects } from './policies/redirect.ts';
import type { SharedStore } from './shared-store.ts';
import { Traffic } from './traffic.ts';
import { createTransport, type Transport, type TransportOptions } from './transport.ts';
import type { Upstream } from './upstream.ts';

/** Everything about one source's client, resolved: this room has no defaults of its own. */
export interface UpstreamOptions
  extends TransportOptions,
    Omit<PipelineOptions, 'credentials' | 'redirects' | 'sharedBucket' | 'store'> {
  /** The source's name as people wrote it; safe to show to clients. */
  readonly name: string;
  /** What the processes of a fleet share; borrowed. Absent: this process goes alone. */
  readonly store?: SharedStore;
  readonly oauth?: OauthOptions;
  /** Of safe calls, to the same origin. */
  readonly followRedirects?: boolean;
}

/**
 * Opens the client of one source. It connects when first called. Disposing it refuses new calls, lets those under way
 * end, and closes the sockets.
 */
export function createUpstream(options: UpstreamOptions, clock: Clock): Upstream {
  const transport = createTransport(options, clock);
  const tokenTransport = options.oauth && openTokenTransport(options.oauth, options, clock);
  const idle = Promise.withResolvers<void>();
  let closed: Promise<void> | undefined;
  let underWay = 0;

  const traffic = new Traffic();
  traffic.connections = transport.connections;
  const answered: Answered = (answer, tally, fromMs) => {
    traffic.note(answer, tally?.cache, clock.now() - fromMs);
    underWay -= 1;
    if (closed !== undefined && underWay === 0) idle.resolve();
  };
  const send = composePipeline(pipelineOptions(options, tokenTransport, clock), transport.send, clock, {
    answered,
    traffic,
  });

  const close = async () => {
    if (underWay === 0) idle.resolve();
    await idle.promise;
    await Promise.all([transport.close(), tokenTransport?.close()]);
  };

  return {
    name: options.name,
    traffic,
    send(request, context) {
      if (closed !== undefined) return Promise.resolve(failed({ kind: 'connection', code: 'ERR_UPSTREAM_CLOSED' }));
      underWay += 1;
      return send(request, context);
    },
    [Symbol.asyncDispose]: () => {
      closed ??= close();
      return closed;
    },
  };
}

function pipelineOptions(
  options: UpstreamOptions,
  tokenTransport: Transport | undefined,
  clock: Clock,
): PipelineOptions {
  const { oauth, store, origin, name, rateLimit, followRedirects, ...rest } = options;
  return {
    ...rest,
    ...(rateLimit && { rateLimit }),
    ...(followRedirects && { redirects: createRedirects(origin) }),
    ...(store && { store: { answers: oauth ? partition(store.answers, identityOf(oauth)) : store.answers } }),
    ...(oauth && tokenTransport && { credentials: createOauth(oauth, origin, tokenTransport.send, clock) }),
    // Sources of one name at different places are different sources.
    ...(store && rateLimit && { sharedBucket: store.rateLimit(`${name} ${origin}`) }),
  };
}

/** Who calls, where the calls that a cache compares do not say so themselves. */
function identityOf({ tokenUrl, clientId, scope, parameters }: OauthOptions): string {
  return JSON.stringify([tokenUrl, clientId, scope, parameters]);
}

/** Few and small exchanges, with one origin. */
function openTokenTransport(
  { tokenUrl }: OauthOptions,
  { connectTimeoutMs }: UpstreamOptions,
  clock: Clock,
): Transport {
  const { origin } = new URL(tokenUrl);
  return createTransport(
    { origin, connectTimeoutMs, maxConnections: 2, maxResponseBytes: 64 * 1024, allowH2: false },
    clock,
  );
}
