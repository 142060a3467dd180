import { createHash } from 'node:crypto';
import { ApolloClient, CombinedGraphQLErrors, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { Defer20220824Handler, GraphQL17Alpha9Handler } from '@apollo/client/incremental';
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries';
import { describe, expect, test } from 'vitest';
import { type PartsServer, startPartsServer } from '../server/incremental/parts-server.ts';

type Handler = NonNullable<ApolloClient.Options['incrementalHandler']>;

/** Under exactOptionalPropertyTypes the classes are not what the option is declared as. */
const HANDLERS = [
  ['Defer20220824Handler', () => new Defer20220824Handler() as unknown as Handler, 'deferSpec=20220824'],
  ['GraphQL17Alpha9Handler', () => new GraphQL17Alpha9Handler() as unknown as Handler, 'incrementalSpec=v0.2'],
] as const;

/** A client, and the content types it was answered with. */
function clientOf({ url }: PartsServer, incrementalHandler: Handler | undefined, get = false) {
  const types: (string | null)[] = [];
  const http = new HttpLink({
    uri: url,
    useGETForQueries: get,
    headers: { 'apollo-require-preflight': 'true' },
    async fetch(input, init) {
      const response = await fetch(input, init);
      types.push(response.headers.get('content-type'));
      return response;
    },
  });
  const client = new ApolloClient({
    link: http,
    cache: new InMemoryCache(),
    ...(incrementalHandler && { incrementalHandler }),
  });
  return { client, types, http };
}

/** Every result that a watcher of a query is shown, until it is complete. */
function watch(client: ApolloClient, query: ReturnType<typeof gql>) {
  const seen: { readonly data: unknown; readonly error: unknown; readonly state: string }[] = [];
  const done = Promise.withResolvers<void>();
  client.watchQuery({ query, errorPolicy: 'all' }).subscribe(({ data, error, dataState, loading }) => {
    seen.push({ data: structuredClone(data), error, state: dataState });
    if (!loading && dataState === 'complete') done.resolve();
  });
  return { seen, done: done.promise };
}

describe.each(HANDLERS)('Apollo Client with %s', (_name, handler, format) => {
  test('shows what is there, and then what was deferred', async () => {
    await using server = await startPartsServer();
    const { client, types } = clientOf(server, handler());
    const { seen, done } = watch(client, gql`query { hero { id name ... @defer(label: "slow") { slow } } }`);
    const first = { data: { hero: { __typename: 'Hero', id: '1', name: 'Luke' } }, state: 'streaming' };
    await expect.poll(() => seen.some(({ state }) => state === 'streaming')).toBe(true);
    expect(seen.find(({ state }) => state === 'streaming')).toMatchObject(first);
    server.release();
    await done;
    expect(seen.at(-1)).toMatchObject({
      data: { hero: { id: '1', name: 'Luke', slow: 'at last' } },
      state: 'complete',
    });
    expect(types).toEqual([`multipart/mixed; boundary="-"; ${format}`]);
    client.stop();
  });

  test('shows a streamed list in full in the end', async () => {
    await using server = await startPartsServer();
    const { client } = clientOf(server, handler());
    const { seen, done } = watch(client, gql`query { hero { id friends @stream(initialCount: 1) { id name } } }`);
    await done;
    expect(seen.at(-1)?.data).toMatchObject({
      hero: { friends: [{ name: 'Han' }, { name: 'Leia' }, { name: 'Chewbacca' }] },
    });
    client.stop();
  });

  test('tells errors of a later part', async () => {
    await using server = await startPartsServer();
    const { client } = clientOf(server, handler());
    const query = gql`query { hero { id ... @defer(label: "broken") { broken } } }`;
    const { data, error } = await client.query({ query, errorPolicy: 'all' });
    expect(data).toMatchObject({ hero: { id: '1', broken: null } });
    expect(error).toBeInstanceOf(CombinedGraphQLErrors);
    expect((error as CombinedGraphQLErrors).errors).toMatchObject([{ path: ['hero', 'broken'] }]);
    client.stop();
  });

  test('gets parts by GET', async () => {
    await using server = await startPartsServer();
    server.release();
    const { client, types } = clientOf(server, handler(), true);
    const { data } = await client.query({ query: gql`query { hero { id ... @defer(label: "slow") { slow } } }` });
    expect(data).toMatchObject({ hero: { id: '1', slow: 'at last' } });
    expect(types).toEqual([`multipart/mixed; boundary="-"; ${format}`]);
    client.stop();
  });

  test('gets parts of a persisted query', async () => {
    await using server = await startPartsServer();
    server.release();
    const { http, types } = clientOf(server, undefined);
    const persisted = new PersistedQueryLink({
      sha256: (text: string) => createHash('sha256').update(text).digest('hex'),
    });
    const client = new ApolloClient({
      link: persisted.concat(http),
      cache: new InMemoryCache(),
      incrementalHandler: handler(),
    });
    const { data } = await client.query({ query: gql`query { hero { id ... @defer(label: "slow") { slow } } }` });
    expect(data).toMatchObject({ hero: { id: '1', slow: 'at last' } });
    expect(types[0]).toMatch(/json/); // not known yet
    expect(types.at(-1)).toBe(`multipart/mixed; boundary="-"; ${format}`);
    client.stop();
  });
});

describe('Apollo Client without a handler', () => {
  test('gets whole answers', async () => {
    await using server = await startPartsServer();
    const { client, types } = clientOf(server, undefined);
    const { data } = await client.query({ query: gql`query { hero { id name } }` });
    expect(data).toMatchObject({ hero: { id: '1', name: 'Luke' } });
    expect(types).toEqual(['application/graphql-response+json; charset=utf-8']);
    client.stop();
  });

  test('is told of errors beside the data', async () => {
    await using server = await startPartsServer();
    const { client } = clientOf(server, undefined);
    const { data, error } = await client.query({ query: gql`query { hero { id broken } }`, errorPolicy: 'all' });
    expect(data).toMatchObject({ hero: { id: '1', broken: null } });
    expect(error).toBeInstanceOf(CombinedGraphQLErrors);
    client.stop();
  });
});
