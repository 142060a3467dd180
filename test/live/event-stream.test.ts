import { connect } from 'node:net';
import { createClient } from 'graphql-sse';
import { describe, expect, test } from 'vitest';
import { data, startLiveServer, WATCH } from './live-server.ts';

/** graphql-sse as it comes, but in no hurry to wait. */
function watch(url: string, query = WATCH, headers: Readonly<Record<string, string>> = {}) {
  const client = createClient({ url, headers, retry: async () => {} });
  const log: unknown[] = [];
  const connected = { times: 0 };
  const leave = client.subscribe(
    { query },
    {
      next: (result) => void log.push(result),
      error: (error) => void log.push(error),
      complete: () => void log.push('complete'),
    },
    {
      connected: () => {
        connected.times += 1;
      },
    },
  );
  return { log, leave, connected };
}

describe('graphql-sse', () => {
  test('gets every change, and the end', async () => {
    await using live = await startLiveServer();
    const { log } = watch(live.url);
    await live.until(() => log.length === 1);
    await live.say('open');
    await live.say('busy');
    await live.until(() => log.length === 2);
    await live.say('done');
    await live.until(() => log.length === 4);
    expect(log).toEqual([data('open'), data('busy'), data('done'), 'complete']);
  });

  test('is polled for once with all who watch the same, and no more when the last has left', async () => {
    await using live = await startLiveServer();
    const viewers = Array.from({ length: 5 }, () => watch(live.url));
    await live.until(() => viewers.every(({ log }) => log.length === 1));
    expect([live.stub.hits('GET /board'), live.gateway.live?.topics]).toEqual([1, 1]);
    const other = watch(live.url, WATCH, { authorization: 'somebody else' });
    await live.until(() => other.log.length === 1);
    expect(live.gateway.live?.topics).toBe(2);
    for (const { leave } of [...viewers, other]) leave();
    await live.until(() => live.gateway.live?.topics === 0);
    expect(live.clock.pendingTimers).toBe(0);
  });

  test('is told what is wrong with an operation, as its protocol has it', async () => {
    await using live = await startLiveServer();
    const { log } = watch(live.url, 'subscription { board { nope } }');
    await live.until(() => log.length === 2);
    expect(log).toEqual([
      { errors: [expect.objectContaining({ message: 'Cannot query field "nope" on type "Board".' })] },
      'complete',
    ]);
  });

  test('notices nothing of a reload, as long as its operation fits the schema', async () => {
    await using live = await startLiveServer();
    const { log, connected } = watch(live.url);
    await live.until(() => log.length === 1);
    await live.reload();
    await live.say('busy');
    await live.until(() => log.length === 2);
    expect([log, connected.times]).toEqual([[data('open'), data('busy')], 1]);
    await live.reload(`
      extend schema @link(url: "https://specs.apollo.dev/connect/v0.3", import: ["@connect"])
      type Query { board: String @connect(http: { GET: "${live.stub.origin}/board" }, selection: "state") }
    `);
    await live.until(() => log.length === 4);
    expect(log.slice(2)).toEqual([{ errors: [expect.objectContaining({ message: expect.any(String) })] }, 'complete']);
  });

  test('comes back when a server drains', async () => {
    await using other = await startLiveServer();
    const live = await startLiveServer();
    let url = live.url;
    const log: unknown[] = [];
    const client = createClient({
      url: () => url,
      retry: async () => {
        url = other.url;
      },
    });
    client.subscribe(
      { query: WATCH },
      { next: (result) => void log.push(result), error: () => {}, complete: () => {} },
    );
    await live.until(() => log.length === 1);
    await live[Symbol.asyncDispose]();
    await other.until(() => log.length === 2);
    expect(log).toEqual([data('open'), data('open')]);
    client.dispose();
  });
});

describe('an event stream', () => {
  const post = (url: string, body: object, headers: Readonly<Record<string, string>> = {}) =>
    fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream', ...headers },
      body: JSON.stringify(body),
    });

  test('is kept by nobody and gathered by nobody on its way', async () => {
    await using live = await startLiveServer();
    const response = await post(live.url, { query: WATCH });
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
      vary: expect.stringContaining('accept'),
    });
    await response.body?.cancel();
    await live.until(() => live.gateway.live?.topics === 0);
    expect(live.logger.lines.find(({ message }) => message === 'stream')?.fields).toMatchObject({
      operationType: 'subscription',
    });
  });

  test('says now and then that it is still there', async () => {
    await using live = await startLiveServer({ settings: { live: { heartbeat: '20ms' } } });
    const response = await post(live.url, { query: WATCH });
    let text = '';
    for await (const chunk of response.body ?? []) {
      text += Buffer.from(chunk).toString();
      if (/state":"open"}}}\n\n:\n\n:\n\n/.test(text)) break;
    }
    expect(text.startsWith(':\n\nevent: next\ndata: {"data":{"board":{"id":"9007199254740993"')).toBe(true);
  });

  test('by GET needs what no foreign page can send unasked', async () => {
    await using live = await startLiveServer();
    const url = `${live.url}?query=${encodeURIComponent(WATCH)}`;
    const refused = await fetch(url, { headers: { accept: 'text/event-stream' } });
    expect([refused.status, await refused.text()]).toEqual([400, expect.stringContaining('apollo-require-preflight')]);
    const allowed = await fetch(url, { headers: { accept: 'text/event-stream', 'apollo-require-preflight': '1' } });
    expect(allowed.status).toBe(200);
    await allowed.body?.cancel();
  });

  test('is refused with 503 where there is no room', async () => {
    await using live = await startLiveServer({ settings: { live: { maxStreams: 1 } } });
    const first = await post(live.url, { query: WATCH });
    const second = await post(live.url, { query: WATCH });
    expect([first.status, second.status, second.headers.get('retry-after')]).toEqual([200, 503, '5']);
    await first.body?.cancel();
    await second.body?.cancel();
  });

  test('takes no room among the operations under way', async () => {
    await using live = await startLiveServer({ settings: { overload: { concurrency: 1 } } });
    const stream = await post(live.url, { query: WATCH });
    const query = await post(live.url, { query: '{ board { id } }' }, { accept: 'application/json' });
    expect([stream.status, query.status]).toEqual([200, 200]);
    await stream.body?.cancel();
  });

  test('is what a subscription needs: without one it is refused', async () => {
    await using live = await startLiveServer();
    const response = await post(live.url, { query: WATCH }, { accept: 'application/json' });
    expect([response.status, await response.json()]).toEqual([
      406,
      { errors: [expect.objectContaining({ message: expect.stringContaining('answered by a stream') })] },
    ]);
    expect(live.stub.hits('GET /board')).toBe(0);
  });

  test('to somebody who does not read holds the latest result alone', async () => {
    await using live = await startLiveServer();
    const { port } = new URL(live.url);
    const socket = connect(Number(port), '127.0.0.1');
    const body = JSON.stringify({ query: WATCH });
    const lines = ['POST /graphql HTTP/1.1', 'host: a', 'content-type: application/json', 'accept: text/event-stream'];
    socket.write(`${[...lines, `content-length: ${body.length}`].join('\r\n')}\r\n\r\n${body}`);
    await live.until(() => live.gateway.live?.topics === 1);
    const large = 'x'.repeat(4_000_000); // more than sockets hold
    const changes = 12;
    for (let change = 1; change <= changes; change += 1) await live.say(`${change} ${large}`);
    let text = '';
    for await (const chunk of socket) {
      text += String(chunk);
      if (text.includes(`"state":"${changes} `)) break;
    }
    expect(text.split('event: next').length - 1).toBeLessThan(changes);
  });
});
