import { once } from 'node:events';
import { createClient } from 'graphql-ws';
import { describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { data, startLiveServer, WATCH } from './live-server.ts';

/** graphql-ws as it comes, but in no hurry to wait. */
function connect(url: string | (() => string), connectionParams?: Record<string, unknown>) {
  const closes: [number, string][] = [];
  const client = createClient({
    url,
    webSocketImpl: WebSocket,
    retryWait: async () => {},
    ...(connectionParams && { connectionParams }),
    on: { closed: (event) => void closes.push([(event as CloseEvent).code, (event as CloseEvent).reason]) },
  });
  const watch = (query = WATCH, variables?: Record<string, unknown>) => {
    const log: unknown[] = [];
    const leave = client.subscribe(
      { query, ...(variables && { variables }) },
      {
        next: (result) => void log.push(result),
        error: (error) => void log.push(error),
        complete: () => void log.push('complete'),
      },
    );
    return { log, leave };
  };
  return { client, closes, watch };
}

/** A socket that says what the test says. */
function raw(url: string, headers: Readonly<Record<string, string>> = {}, protocol = 'graphql-transport-ws') {
  const socket = new WebSocket(url, protocol === '' ? [] : [protocol], { headers });
  const messages: string[] = [];
  socket.on('message', (message) => void messages.push(String(message)));
  socket.on('error', () => {}); // a 'close' follows
  const closed = new Promise((resolve) => socket.on('close', (code, reason) => resolve([code, String(reason)])));
  const first = new Promise((resolve) => {
    socket.on('open', () => resolve('open'));
    socket.on('unexpected-response', (request, { statusCode }) => {
      resolve(statusCode);
      request.destroy();
    });
  });
  return { socket, messages, closed, first };
}

const INIT = '{"type":"connection_init"}';
const subscribe = (id: string, query = WATCH) => JSON.stringify({ id, type: 'subscribe', payload: { query } });

describe('graphql-ws', () => {
  test('gets every change, and the end', async () => {
    await using live = await startLiveServer();
    const { watch } = connect(live.webSocketUrl);
    const { log } = watch();
    await live.until(() => log.length === 1);
    await live.say('busy');
    await live.until(() => log.length === 2);
    await live.say('done');
    await live.until(() => log.length === 4);
    expect(log).toEqual([data('open'), data('busy'), data('done'), 'complete']);
  });

  test('has many streams on one connection, which share a poll with everybody else', async () => {
    await using live = await startLiveServer();
    const { watch } = connect(live.webSocketUrl);
    const viewers = [watch(), watch(), connect(live.webSocketUrl).watch()];
    await live.until(() => viewers.every(({ log }) => log.length === 1));
    expect([live.stub.hits('GET /board'), live.gateway.live?.topics]).toEqual([1, 1]);
    for (const { leave } of viewers) leave();
    await live.until(() => live.gateway.live?.topics === 0);
  });

  test('may ask queries and mutations, too, with all digits', async () => {
    await using live = await startLiveServer();
    const { watch } = connect(live.webSocketUrl);
    const [query, mutation] = [watch('{ board { id state } }'), watch('mutation { shut { id } }')];
    await live.until(() => query.log.length === 2 && mutation.log.length === 2);
    expect(query.log).toEqual([data('open'), 'complete']);
    expect(mutation.log).toEqual([{ data: { shut: { id: '9007199254740993' } } }, 'complete']);
    const told = live.logger.lines.filter(({ message }) => message === 'operation');
    expect(told.map(({ fields }) => fields.operationType).sort()).toEqual(['mutation', 'query']);
  });

  test('is told what is wrong with an operation', async () => {
    await using live = await startLiveServer();
    const { watch } = connect(live.webSocketUrl);
    const [wrong, broken, none] = [
      watch('subscription { board { nope } }'),
      watch('subscription {'),
      watch('fragment F on Board { id }'),
    ];
    await live.until(() => wrong.log.length > 0 && broken.log.length > 1 && none.log.length > 1);
    expect(wrong.log).toEqual([[expect.objectContaining({ message: 'Cannot query field "nope" on type "Board".' })]]);
    expect(broken.log[0]).toMatchObject({ errors: [{ extensions: { code: 'GRAPHQL_PARSE_FAILED' } }] });
  });

  test('learns nothing of a schema that is not to be asked for', async () => {
    await using live = await startLiveServer({
      settings: { mode: 'production', server: { port: 0, admin: { port: 0 } } },
    });
    const { watch } = connect(live.webSocketUrl);
    const [hinted, asked] = [watch('subscription { bord { id } }'), watch('{ __schema { types { name } } }')];
    await live.until(() => hinted.log.length === 1 && asked.log.length === 2);
    expect(JSON.stringify(hinted.log)).not.toContain('Did you mean');
    expect(asked.log[0]).toMatchObject({
      errors: [{ message: expect.stringContaining('introspection is not allowed') }],
    });
  });

  test('notices nothing of a reload', async () => {
    await using live = await startLiveServer();
    const { watch, closes } = connect(live.webSocketUrl);
    const { log } = watch();
    await live.until(() => log.length === 1);
    await live.reload();
    await live.say('busy');
    await live.until(() => log.length === 2);
    expect([log, closes]).toEqual([[data('open'), data('busy')], []]);
  });

  test('comes back when a server drains', async () => {
    await using other = await startLiveServer();
    const live = await startLiveServer();
    let url = live.webSocketUrl;
    const { watch, closes, client } = connect(() => url);
    const { log } = watch();
    await live.until(() => log.length === 1);
    url = other.webSocketUrl;
    await live[Symbol.asyncDispose]();
    await other.until(() => log.length === 2);
    expect([log, closes]).toEqual([[data('open'), data('open')], [[1012, 'The server is about to end']]]);
    await client.dispose();
  });

  test('is answered what it has asked when a server drains', async () => {
    const live = await startLiveServer();
    const release = Promise.withResolvers<void>();
    live.stub.on('POST /board', async () => {
      await release.promise;
      return { body: { id: 1, state: 'shut' } };
    });
    const idle = raw(live.webSocketUrl);
    await idle.first;
    const { watch, closes, client } = connect(live.webSocketUrl);
    const { log } = watch('mutation { shut { state } }');
    await live.until(() => live.stub.hits('POST /board') === 1);
    const draining = live.server.drain();
    expect(await idle.closed).toEqual([1012, 'The server is about to end']);
    release.resolve();
    await draining;
    await live.until(() => closes.length === 1);
    expect([log, closes[0]?.[0]]).toEqual([[{ data: { shut: { state: 'shut' } } }, 'complete'], 1012]);
    await client.dispose();
    await live[Symbol.asyncDispose]();
  });

  test('gives headers in its first message where the settings name them, and no others', async () => {
    await using live = await startLiveServer({ settings: { live: { connectionHeaders: ['authorization'] } } });
    const { watch, client } = connect(live.webSocketUrl, { headers: { Authorization: 'Bearer ä' } });
    const { log } = watch();
    await live.until(() => log.length === 1);
    expect(Buffer.from(live.stub.calls[0]?.headers.authorization ?? '', 'latin1').toString()).toBe('Bearer ä');
    await client.dispose();
    for (const headers of [{ 'x-user': 'root' }, { authorization: 'a\r\nx: y' }, { authorization: 7 }]) {
      const { socket, first, closed } = raw(live.webSocketUrl);
      await first;
      socket.send(JSON.stringify({ type: 'connection_init', payload: { headers } }));
      expect(await closed).toEqual([4403, expect.any(String)]);
    }
  });
});

describe('a WebSocket', () => {
  test('is opened by pages of this host and of the origins that may call', async () => {
    await using live = await startLiveServer({ settings: { cors: { origins: ['https://app.example'] } } });
    const first = async (headers: Readonly<Record<string, string>>) => {
      const { first, socket } = raw(live.webSocketUrl, headers);
      const outcome = await first;
      socket.terminate();
      return outcome;
    };
    expect(await first({})).toBe('open');
    expect(await first({ origin: new URL(live.url).origin })).toBe('open');
    expect(await first({ origin: 'https://app.example' })).toBe('open');
    expect(await first({ origin: 'https://evil.example' })).toBe(403);
    expect(await first({ origin: 'null' })).toBe(403);
  });

  test('brings no credentials of a browser to where any page may call', async () => {
    await using live = await startLiveServer({ settings: { cors: { origins: ['*'] } } });
    const { socket, messages, first } = raw(live.webSocketUrl, {
      origin: 'https://any.example',
      authorization: 'Basic x',
    });
    await first;
    socket.send(INIT);
    socket.send(subscribe('1'));
    await live.until(() => messages.length === 2);
    expect(live.stub.calls[0]?.headers.authorization).toBeUndefined();
    socket.terminate();
  });

  test.each([
    ['an unknown protocol', '', [], [4406, 'Subprotocol not acceptable']],
    ['no JSON', undefined, ['{'], [4400, 'Invalid message received']],
    ['an unknown message', undefined, ['{"type":"nope"}'], [4400, 'Invalid message received']],
    ['a subscription before it has said hello', undefined, [subscribe('1')], [4401, 'Unauthorized']],
    ['hello twice', undefined, [INIT, INIT], [4429, 'Too many initialisation requests']],
    ['one id twice', undefined, [INIT, subscribe('1'), subscribe('1')], [4409, 'Subscriber for 1 already exists']],
  ])('with %s is closed as the protocol says', async (_what, protocol, messages, expected) => {
    await using live = await startLiveServer();
    const { socket, closed, first } = raw(live.webSocketUrl, {}, protocol);
    await first;
    for (const message of messages) socket.send(message);
    expect(await closed).toEqual(expected);
  });

  test('answers a ping', async () => {
    await using live = await startLiveServer();
    const { socket, messages, first } = raw(live.webSocketUrl);
    await first;
    socket.send('{"type":"ping","payload":{"a":1}}');
    await live.until(() => messages.length === 1);
    expect(JSON.parse(messages[0] ?? '')).toEqual({ type: 'pong', payload: { a: 1 } });
    socket.terminate();
  });

  test('has room for so many operations', async () => {
    await using live = await startLiveServer({ settings: { live: { maxStreamsPerConnection: 1 } } });
    const { socket, messages, first } = raw(live.webSocketUrl);
    await first;
    for (const message of [INIT, subscribe('1'), subscribe('2')]) socket.send(message);
    await live.until(() => messages.length === 3);
    expect(messages.map((message) => JSON.parse(message)).find(({ id }) => id === '2')).toMatchObject({
      type: 'error',
    });
    socket.terminate();
  });

  test('that answers no ping is ended', async () => {
    await using live = await startLiveServer({ settings: { live: { heartbeat: '10ms' } } });
    const socket = new WebSocket(live.webSocketUrl, ['graphql-transport-ws'], { autoPong: false });
    const [code] = await once(socket, 'close');
    expect(code).toBe(1006);
  });

  test('elsewhere than at the endpoint is not there', async () => {
    await using live = await startLiveServer();
    const { first } = raw(`${live.webSocketUrl}/else`);
    expect(await first).toBe(404);
  });

  test('is no way around a quota', async () => {
    await using live = await startLiveServer({ settings: { quota: { perSecond: 0.001, burst: 1 } } });
    const { socket, messages, first } = raw(live.webSocketUrl);
    await first;
    for (const message of [INIT, subscribe('1', '{ board { id } }'), subscribe('2', '{ board { id } }')])
      socket.send(message);
    await live.until(() => messages.length === 4);
    expect(messages.map((message) => JSON.parse(message)).find(({ id }) => id === '2')).toMatchObject({
      type: 'error',
      payload: [{ extensions: { code: 'TOO_MANY_REQUESTS' } }],
    });
    socket.terminate();
  });
});
