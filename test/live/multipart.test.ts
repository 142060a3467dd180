import { ApolloClient, ApolloLink, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { RetryLink } from '@apollo/client/link/retry';
import { describe, expect, test } from 'vitest';
import { data, startLiveServer, WATCH } from './live-server.ts';

/** Apollo Client as it comes; with `retry` it subscribes again where its link says so. */
function watch(uri: () => string, { retry = false, query = WATCH } = {}) {
  const http = new HttpLink({ uri });
  const again = new RetryLink({ attempts: { max: 20 }, delay: { initial: 20, max: 20, jitter: false } });
  const client = new ApolloClient({
    cache: new InMemoryCache(),
    link: retry ? ApolloLink.from([again, http]) : http,
  });
  const log: unknown[] = [];
  const subscription = client.subscribe({ query: gql(query), fetchPolicy: 'no-cache' }).subscribe({
    next: ({ data: found, error }) => void log.push(error === undefined ? withoutTypenames(found) : String(error)),
    error: (error) => void log.push(error),
    complete: () => void log.push('complete'),
  });
  return { log, leave: () => subscription.unsubscribe() };
}

function withoutTypenames(found: unknown): unknown {
  return JSON.parse(JSON.stringify({ data: found }, (key, value) => (key === '__typename' ? undefined : value)));
}

describe('Apollo Client', () => {
  test('gets every change, and the end', async () => {
    await using live = await startLiveServer();
    const { log } = watch(() => live.url);
    await live.until(() => log.length === 1);
    await live.say('busy');
    await live.until(() => log.length === 2);
    await live.say('done');
    await live.until(() => log.length === 4);
    expect(log).toEqual([data('open'), data('busy'), data('done'), 'complete']);
  });

  test('is told what is wrong with an operation', async () => {
    await using live = await startLiveServer();
    const { log } = watch(() => live.url, { query: 'subscription { board { nope } }' });
    await live.until(() => log.length === 2);
    expect(log).toEqual([expect.stringContaining('Cannot query field "nope"'), 'complete']);
  });

  test('does not mind heartbeats, and costs nothing when it has left', async () => {
    await using live = await startLiveServer({ settings: { live: { heartbeat: '10ms' } } });
    const { log, leave } = watch(() => live.url);
    await live.until(() => log.length === 1);
    await live.say('busy');
    await live.until(() => log.length === 2);
    expect(log).toEqual([data('open'), data('busy')]);
    leave();
    await live.until(() => live.gateway.live?.topics === 0);
  });

  test('comes back by its retry link when a server drains', async () => {
    await using other = await startLiveServer();
    const live = await startLiveServer();
    let url = live.url;
    const { log, leave } = watch(() => url, { retry: true });
    await live.until(() => log.length === 1);
    url = other.url;
    await live[Symbol.asyncDispose]();
    await other.until(() => log.length === 2);
    expect(log).toEqual([data('open'), data('open')]);
    leave();
  });

  test('is told so when a server drains, where it has no retry link', async () => {
    const live = await startLiveServer();
    const { log } = watch(() => live.url);
    await live.until(() => log.length === 1);
    await live[Symbol.asyncDispose]();
    await live.until(() => log.length >= 2);
    expect(log[1]).toEqual(expect.stringContaining('please subscribe again'));
  });
});

describe('a multipart stream', () => {
  test('is what Apollo describes, to the byte', async () => {
    await using live = await startLiveServer();
    const response = await fetch(live.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'multipart/mixed;boundary="graphql";subscriptionSpec=1.0, application/json',
      },
      body: JSON.stringify({ query: 'subscription { board { state } }' }),
    });
    expect(response.headers.get('content-type')).toBe('multipart/mixed; boundary="graphql"; subscriptionSpec=1.0');
    const text = response.text();
    await live.until(() => live.stub.hits('GET /board') === 1 && live.stub.running === 0);
    await live.say('done');
    const head = '\r\ncontent-type: application/json; charset=utf-8\r\n\r\n';
    const part = (state: string) => `${head}{"payload":{"data":{"board":{"state":"${state}"}}}}\r\n--graphql`;
    expect(await text).toBe(`\r\n--graphql${head}{}\r\n--graphql${part('open')}${part('done')}--\r\n`);
  });
});
