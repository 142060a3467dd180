import type { FastifyInstance } from 'fastify';
import type { Gateway } from '../gateway.ts';
import { failed, type Outcome, success } from '../json/outcome.ts';
import { DRAIN_DEFAULTS } from '../settings/defaults.ts';
import { systemClock } from '../time/clock.ts';
import { type AppOptions, createAdminApp, createApp } from './app.ts';
import { createGenerations } from './generation.ts';
import { createLifecycle } from './lifecycle.ts';
import { createServerMetrics } from './metrics-route.ts';
import { watchListening } from './stop-listening.ts';

export interface ServerOptions extends Omit<AppOptions, 'lifecycle' | 'generations' | 'metrics'> {
  readonly drain?: { readonly noticeMs: number; readonly maxMs: number };
}

/** A server that listens; disposing it drains it. The gateway stays open. */
export interface RunningServer extends AsyncDisposable {
  /** Of the endpoint. */
  readonly url: string;
  /** Of detailed health, where it has a listener of its own. */
  readonly adminUrl?: string;
  /**
   * Gives new operations another gateway; its `server` settings are not looked at. Resolves when no operation uses
   * the old one any more.
   */
  replace(gateway: Gateway): Promise<void>;
  /**
   * Says "not ready" for a moment, then takes no new connections, answers what is under way and closes. Whoever is
   * still connected after the longest time is cut off. Resolves when all is closed, at every call.
   */
  drain(): Promise<void>;
}

export interface ListenFault {
  readonly message: string;
}

/** Makes the applications of a gateway listen. Fails with a sentence when an address cannot be had. */
export async function startServer(
  gateway: Gateway,
  options: ServerOptions,
): Promise<Outcome<RunningServer, ListenFault>> {
  const { settings } = gateway;
  const { logger, clock = systemClock, drain: patience = patienceOf(settings.mode) } = options;
  const lifecycle = createLifecycle();
  const generations = createGenerations(gateway, logger);
  const metrics = createServerMetrics(generations, lifecycle);
  const app = createApp(gateway, { ...options, lifecycle, generations, metrics });
  const admin =
    settings.server.admin.kind === 'own listener'
      ? createAdminApp(gateway, { ...options, lifecycle, metrics })
      : undefined;

  const { host, port, reusePort } = settings.server;
  const listener = watchListening(app.server, clock);
  const listening = await listen(app, { host, port, reusePort });
  if (!listening.ok)
    return failed({ message: `${listening.failure} Choose another port with --port or \`server.port\`.` });
  let adminUrl: string | undefined;
  if (admin !== undefined && settings.server.admin.kind === 'own listener') {
    const beside = await listen(admin, { host: settings.server.admin.host, port: settings.server.admin.port });
    if (beside.ok) {
      adminUrl = beside.value;
      logger.info({ url: adminUrl }, 'Operators have a listener of their own.');
    } else if (settings.server.admin.required) {
      await app.close();
      return failed({ message: `${beside.failure} ${otherAdminPort(reusePort)}` });
    } else logger.warn({}, `Operators have no listener: ${beside.failure} ${otherAdminPort(reusePort)}`);
  }
  lifecycle.serve();

  const apps = admin === undefined ? [app] : [app, admin];
  const drain = async (): Promise<void> => {
    lifecycle.drain();
    await clock.sleep(patience.noticeMs, NEVER);
    using _limit = clock.after(patience.maxMs - patience.noticeMs, () => {
      logger.warn({ inFlight: lifecycle.inFlight() }, 'Drained long enough: the remaining connections are cut off.');
      for (const { server } of apps) server.closeAllConnections();
    });
    await listener.stop();
    await app.close();
    await admin?.close(); // last, so that it can tell how the drain goes
    lifecycle.close();
  };
  let drained: Promise<void> | undefined;
  const drainOnce = (): Promise<void> => {
    drained ??= drain();
    return drained;
  };
  return success({
    url: `${listening.value}${settings.server.path}`,
    ...(adminUrl !== undefined && { adminUrl }),
    replace: generations.replace,
    drain: drainOnce,
    [Symbol.asyncDispose]: drainOnce,
  });
}

/** Where several processes start with one file, the port is what each is told. */
function otherAdminPort(reusePort: boolean): string {
  return reusePort
    ? 'Give each process its own `server.admin.port`, from its environment; 0 is any free one.'
    : 'Choose another with `server.admin.port`.';
}

const NEVER = new AbortController().signal;

/** In development nobody balances load, and somebody waits for the prompt. */
function patienceOf(mode: 'development' | 'production'): { readonly noticeMs: number; readonly maxMs: number } {
  return mode === 'production' ? DRAIN_DEFAULTS : { ...DRAIN_DEFAULTS, noticeMs: 0 };
}

async function listen(
  app: FastifyInstance,
  address: { readonly host: string; readonly port: number; readonly reusePort?: boolean },
): Promise<Outcome<string, string>> {
  try {
    await app.listen(address);
  } catch (error) {
    await app.close();
    return failed(sentenceFor(error, address));
  }
  const [bound] = app.addresses();
  return success(`http://${printHost(address.host)}:${typeof bound === 'object' ? bound.port : address.port}`);
}

function sentenceFor(error: unknown, { host, port }: { readonly host: string; readonly port: number }): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${port} of ${host} is taken.`;
    case 'EACCES':
      return `Port ${port} of ${host} may not be used by this user.`;
    case 'ENOTSUP':
      return 'This system has no ports that several processes share (`server.reusePort`).';
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `This machine has no address ${host}.`;
    default:
      throw error;
  }
}

/** As people can open it: a wildcard is reached as localhost, an IPv6 address stands in brackets. */
function printHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}
