import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import type { GatewayOperation } from '../../src/gateway.ts';
import { type AppOptions, createApp } from '../../src/server/app.ts';
import { createLifecycle } from '../../src/server/lifecycle.ts';
import { askRaw } from '../harness/raw-http.ts';
import { fakeGateway, recordingLogger } from './fake-gateway.ts';

const opened: { close(): Promise<unknown> }[] = [];

afterEach(async () => {
  for (const app of opened.splice(0)) await app.close();
});

const BODY = '{"query":"{ hello }"}';
const HEAD = `POST /graphql HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: ${BODY.length}\r\n\r\n`;

/** An endpoint that knows the operation already, and then answers only when told. */
async function setUp(options: Pick<AppOptions, 'clientTimeouts'> = {}) {
  const arrivals: { readonly operation: GatewayOperation; readonly answer: (hello?: string) => void }[] = [];
  let isHolding = false;
  const gateway = fakeGateway({
    run: (operation) =>
      new Promise((resolve) => {
        const answer = (hello = 'late') => resolve({ data: { hello } });
        if (isHolding) arrivals.push({ operation, answer });
        else answer();
      }),
  });
  const lifecycle = createLifecycle();
  const logger = recordingLogger();
  const app = createApp(gateway, { logger, lifecycle, ...options });
  opened.push(app);
  await app.listen({ port: 0 });
  const { port } = app.server.address() as AddressInfo;
  await askRaw(port, { headers: { 'content-type': 'application/json' }, body: BODY });
  isHolding = true;
  return { port, arrivals, lifecycle, logger };
}

describe('a client that leaves', () => {
  test('aborts its operation, and is counted no more, though the answer comes late', async () => {
    const { port, arrivals, lifecycle, logger } = await setUp();
    const socket = connect(port, '127.0.0.1');
    socket.write(HEAD + BODY);
    await expect.poll(() => arrivals.length).toBe(1);
    const [arrival] = arrivals;
    const signal = arrival?.operation.signal;
    expect([signal?.aborted, lifecycle.inFlight()]).toEqual([false, 1]);
    socket.destroy();
    await expect.poll(() => [signal?.aborted, lifecycle.inFlight()]).toEqual([true, 0]);
    arrival?.answer();
    await expect.poll(() => logger.lines.filter(({ message }) => message === 'operation').length).toBe(2);
    expect(logger.lines.filter(({ level }) => level === 'error')).toEqual([]);
  });

  test('has left also for whoever looks only afterwards', async () => {
    const { port, arrivals, lifecycle } = await setUp();
    const socket = connect(port, '127.0.0.1');
    socket.write(HEAD + BODY);
    await expect.poll(() => arrivals.length).toBe(1);
    socket.destroy();
    await expect.poll(() => lifecycle.inFlight()).toBe(0);
    expect(arrivals[0]?.operation.signal.aborted).toBe(true);
  });

  test('before its body is there leaves nothing behind', async () => {
    const { port, arrivals, lifecycle, logger } = await setUp();
    const socket = connect(port, '127.0.0.1');
    socket.write(HEAD + BODY.slice(0, 5));
    await expect.poll(() => lifecycle.inFlight()).toBe(1);
    socket.destroy();
    await expect.poll(() => lifecycle.inFlight()).toBe(0);
    expect(arrivals).toEqual([]);
    expect(logger.lines.filter(({ level }) => level === 'error')).toEqual([]);
  });
});

describe('a client that takes nothing of its answer', () => {
  const clientTimeouts = { headersMs: 10_000, requestMs: 10_000, checkEveryMs: 1_000, unreadMs: 100 };
  const MORE_THAN_SOCKETS_HOLD = 'x'.repeat(24 * 2 ** 20);

  test('is cut off, and holds nothing any more', async () => {
    const { port, arrivals, lifecycle } = await setUp({ clientTimeouts });
    const socket = connect(port, '127.0.0.1').pause();
    socket.on('error', () => {}); // a 'close' follows
    socket.write(HEAD + BODY);
    await expect.poll(() => arrivals.length).toBe(1);
    arrivals[0]?.answer(MORE_THAN_SOCKETS_HOLD);
    await expect.poll(() => lifecycle.inFlight(), { timeout: 10_000 }).toBe(0);
    expect(arrivals[0]?.operation.signal.aborted).toBe(true);
    socket.destroy();
  });

  test('but has time while the answer is made', async () => {
    const { port, arrivals } = await setUp({ clientTimeouts: { ...clientTimeouts, unreadMs: 1 } });
    const asked = askRaw(port, { headers: { 'content-type': 'application/json' }, body: BODY });
    await expect.poll(() => arrivals.length).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 50));
    arrivals[0]?.answer('there');
    expect(String((await asked).body)).toBe('{"data":{"hello":"there"}}');
  });
});

test('requests sent at once on one connection are answered in their order', async () => {
  const { port, arrivals } = await setUp();
  const socket = connect(port, '127.0.0.1');
  let answer = '';
  socket.setEncoding('utf8').on('data', (text) => {
    answer += text;
  });
  socket.write(HEAD + BODY + HEAD + BODY);
  await expect.poll(() => arrivals.length).toBe(2);
  arrivals[1]?.answer('second');
  arrivals[0]?.answer('first');
  await expect
    .poll(() => [...answer.matchAll(/"hello":"(\w+)"/g)].map(([, hello]) => hello))
    .toEqual(['first', 'second']);
  socket.destroy();
  await once(socket, 'close');
});
