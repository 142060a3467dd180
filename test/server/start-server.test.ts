import { once } from 'node:events';
import { Agent, createServer, request as httpRequest } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { type RunningServer, type ServerOptions, startServer } from '../../src/server/start-server.ts';
import type { SettingsInput } from '../../src/settings/settings-schema.ts';
import { type Clock, systemClock } from '../../src/time/clock.ts';
import { type FakeGateway, fakeGateway, recordingLogger } from './fake-gateway.ts';

const QUICK = { noticeMs: 0, maxMs: 30_000 };
const started: RunningServer[] = [];

afterEach(async () => {
  await Promise.all(started.splice(0).map((server) => server.drain()));
});

function gatewayOn(
  port: number,
  settings: SettingsInput = {},
  run?: NonNullable<Parameters<typeof fakeGateway>[0]>['run'],
) {
  return fakeGateway({ settings: { ...settings, server: { port, ...settings.server } }, ...(run && { run }) });
}

async function start(gateway: FakeGateway = gatewayOn(0), options: Partial<ServerOptions> = {}) {
  const logger = recordingLogger();
  const outcome = await startServer(gateway, { logger, drain: QUICK, ...options });
  if (outcome.ok) started.push(outcome.value);
  return { outcome, logger };
}

async function running(gateway?: FakeGateway, options?: Partial<ServerOptions>) {
  const { outcome, logger } = await start(gateway, options);
  if (!outcome.ok) throw new Error(outcome.failure.message);
  const server = outcome.value;
  return { server, logger, origin: new URL(server.url).origin, port: Number(new URL(server.url).port) };
}

/** Sends bytes; resolves to what came back when the server closes the connection. */
async function exchange(port: number, bytes: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {});
  let answer = '';
  socket.setEncoding('utf8').on('data', (chunk) => {
    answer += chunk;
  });
  socket.write(bytes);
  await once(socket, 'close');
  return answer;
}

function shapeOf(answer: string): { status: number; code: string } {
  const [head = '', body = ''] = answer.split('\r\n\r\n');
  return { status: Number(head.split(' ')[1]), code: JSON.parse(body).errors[0].extensions.code };
}

/** A gateway that answers when told. */
function heldGateway(settings?: SettingsInput) {
  const arrivals: (() => void)[] = [];
  let arrived: () => void = () => {};
  const arrival = new Promise<void>((resolve) => {
    arrived = resolve;
  });
  let isHolding = true;
  const gateway = gatewayOn(0, settings, async () => {
    arrived();
    if (isHolding) await new Promise<void>((resolve) => arrivals.push(resolve));
    return { data: { hello: 'late' } };
  });
  const release = () => {
    isHolding = false;
    for (const answer of arrivals.splice(0)) answer();
  };
  return { gateway, arrival, release };
}

function ask(
  url: string,
  agent?: Agent,
): Promise<{ status: number | undefined; connection: string | undefined; body: string }> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json' };
    const request = httpRequest(url, { method: 'POST', headers, ...(agent && { agent }) }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (chunk) => {
        body += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode, connection: response.headers.connection, body }));
    });
    request.on('error', reject).end('{"query":"{ hello }"}');
  });
}

/** Whether somebody listens. */
async function statusOfConnecting(port: number): Promise<string | undefined> {
  const socket = connect(port, '127.0.0.1');
  const failure = await new Promise<NodeJS.ErrnoException | undefined>((resolve) => {
    socket.once('connect', () => resolve(undefined)).once('error', resolve);
  });
  socket.destroy();
  return failure?.code;
}

describe('starting', () => {
  test('tells the address of the endpoint', async () => {
    const { server } = await running(gatewayOn(0, { server: { path: '/api' } }));
    expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/api$/);
    expect(await ask(server.url)).toMatchObject({ status: 200 });
  });

  test('a taken port is a sentence', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    const { outcome } = await start(gatewayOn(port));
    expect(outcome).toEqual({
      ok: false,
      failure: { message: `Port ${port} of 127.0.0.1 is taken. Choose another port with --port or \`server.port\`.` },
    });
    taken.close();
  });

  test('production shows details on a listener of its own', async () => {
    const gateway = gatewayOn(0, { mode: 'production', server: { admin: { port: 0 } } });
    const { server, origin } = await running(gateway);
    const details = await fetch(new URL('/health', server.adminUrl));
    expect(await details.json()).toMatchObject({ phase: 'serving', mode: 'production' });
    expect((await fetch(`${origin}/health`)).status).toBe(404);
    expect((await fetch(`${origin}/health/ready`)).status).toBe(200);
    expect((await fetch(`${server.adminUrl}/graphql`)).status).toBe(404);
  });

  test('a taken port for details is a fault only where it was asked for', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    const { outcome } = await start(gatewayOn(0, { mode: 'production', server: { admin: { port } } }));
    expect(outcome.ok).toBe(false);
    const { settings } = gatewayOn(0, { mode: 'production' });
    const admin = { kind: 'own listener', host: '127.0.0.1', port, required: false } as const;
    const { server, logger } = await running({
      ...gatewayOn(0),
      settings: { ...settings, server: { ...settings.server, admin } },
    });
    expect(server.adminUrl).toBeUndefined();
    expect(logger.lines.map(({ level }) => level)).toContain('warn');
    taken.close();
  });
});

describe('what is no proper request', () => {
  test.each([
    ['a malformed Host', 'GET /graphql?query={hello} HTTP/1.1\r\nHost: a b[\r\nConnection: close\r\n\r\n'],
    ['two Hosts', 'GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close\r\n\r\n'],
    ['no Host', 'GET / HTTP/1.1\r\nConnection: close\r\n\r\n'],
    ['no HTTP', 'hello there\r\n\r\n'],
    ['a broken header', 'GET / HTTP/1.1\r\nHost: a\r\nbad header\r\n\r\n'],
  ])('%s is answered with 400 in shape', async (_what, bytes) => {
    const { port } = await running();
    expect(shapeOf(await exchange(port, bytes))).toEqual({ status: 400, code: 'BAD_REQUEST' });
  });

  test('too many headers are answered with 431 in shape', async () => {
    const { port } = await running();
    const answer = await exchange(port, `GET / HTTP/1.1\r\nHost: a\r\nX-Long: ${'x'.repeat(40_000)}\r\n\r\n`);
    expect(shapeOf(answer)).toEqual({ status: 431, code: 'HEADERS_TOO_LARGE' });
  });
});

describe('slow clients are cut off', () => {
  const clientTimeouts = { headersMs: 100, requestMs: 200, checkEveryMs: 20, unreadMs: 1_000 };

  test('when headers do not end', async () => {
    const { port } = await running(gatewayOn(0), { clientTimeouts });
    expect(shapeOf(await exchange(port, 'GET / HTTP/1.1\r\nHost: a\r\nX-Slow: '))).toMatchObject({ status: 408 });
  });

  test('when the body does not end', async () => {
    const { port } = await running(gatewayOn(0), { clientTimeouts });
    const head = 'POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{';
    expect(shapeOf(await exchange(port, head))).toEqual({ status: 408, code: 'REQUEST_TIMEOUT' });
  });
});

describe('replacing the gateway', () => {
  test('gives new operations the new one, and lets running ones end in the old one', async () => {
    const { gateway, arrival, release } = heldGateway();
    const { server } = await running(gateway);
    const old = ask(server.url);
    await arrival;
    let isUnused = false;
    const replaced = server.replace(gatewayOn(0)).then(() => {
      isUnused = true;
    });
    await expect.poll(async () => (await ask(server.url)).body).toBe('{"data":{"hello":"Hello, world."}}');
    expect(isUnused).toBe(false);
    release();
    expect((await old).body).toBe('{"data":{"hello":"late"}}');
    await replaced;
  });
});

describe('draining', () => {
  test('finishes what is under way and ends its connection', async () => {
    const { gateway, arrival, release } = heldGateway();
    const { server } = await running(gateway);
    const agent = new Agent({ keepAlive: true });
    const answer = ask(server.url, agent);
    await arrival;
    const drained = server.drain();
    release();
    expect(await answer).toEqual({ status: 200, connection: 'close', body: '{"data":{"hello":"late"}}' });
    await drained;
    agent.destroy();
  });

  test('says "not ready" first, and still answers', async () => {
    const noticed = Promise.withResolvers<void>();
    const clock: Clock = {
      ...systemClock,
      sleep: (ms, signal) => (ms === 150 ? noticed.promise : systemClock.sleep(ms, signal)),
    };
    const { server, origin } = await running(gatewayOn(0), { clock, drain: { noticeMs: 150, maxMs: 30_000 } });
    expect((await fetch(`${origin}/health/ready`)).status).toBe(200);
    const drained = server.drain();
    const ready = await fetch(`${origin}/health/ready`);
    expect([ready.status, await ready.json()]).toEqual([503, { status: 'draining' }]);
    expect((await fetch(`${origin}/health/live`)).status).toBe(200);
    expect(await ask(server.url)).toMatchObject({ status: 200 });
    noticed.resolve();
    await drained;
    await expect(fetch(`${origin}/health/live`)).rejects.toThrow();
  });

  test('does not wait for connections that do nothing', async () => {
    const { server, port } = await running(gatewayOn(0), { drain: { noticeMs: 0, maxMs: 60_000 } });
    const agent = new Agent({ keepAlive: true });
    await ask(server.url, agent);
    const silent = connect(port, '127.0.0.1');
    silent.on('error', () => {});
    await once(silent, 'connect');
    await server.drain();
    agent.destroy();
    silent.destroy();
  });

  test('answers who had connected and not asked yet', async () => {
    const patient: Clock = { ...systemClock, sleep: (ms, signal) => systemClock.sleep(ms * 20, signal) };
    const { server, port } = await running(gatewayOn(0), { clock: patient, drain: { noticeMs: 0, maxMs: 60_000 } });
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    await ask(server.url); // its connection is behind the other one, which the server has therefore seen
    let answer = '';
    socket.setEncoding('utf8').on('data', (chunk) => {
      answer += chunk;
    });
    const drained = server.drain();
    await expect.poll(() => statusOfConnecting(port)).toBe('ECONNREFUSED');
    socket.write('GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n');
    await once(socket, 'close');
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    await drained;
  });

  test('cuts off who is still connected after the longest time', async () => {
    const { gateway, arrival, release } = heldGateway();
    const { server, logger } = await running(gateway, { drain: { noticeMs: 0, maxMs: 50 } });
    const answer = ask(server.url).catch((error: Error) => error);
    await arrival;
    await server.drain();
    expect(await answer).toBeInstanceOf(Error);
    expect(logger.lines.some(({ level }) => level === 'warn')).toBe(true);
    release();
  });

  test('twice is once', async () => {
    const { server } = await running();
    expect(server.drain()).toBe(server.drain());
    await server.drain();
  });
});
