import { cacheExchange, createClient, fetchExchange, gql, type OperationResult } from '@urql/core';
import { describe, expect, test } from 'vitest';
import { type PartsServer, startPartsServer } from '../server/incremental/parts-server.ts';

function ask(server: PartsServer, query: string, options: { get?: boolean; headers?: Record<string, string> } = {}) {
  const types: (string | null)[] = [];
  const client = createClient({
    url: server.url,
    exchanges: [cacheExchange, fetchExchange],
    preferGetMethod: options.get ? 'force' : false,
    fetchOptions: { headers: { 'apollo-require-preflight': 'true', ...options.headers } },
    async fetch(input, init) {
      const response = await fetch(input, init);
      types.push(response.headers.get('content-type'));
      return response;
    },
  });
  const seen: OperationResult[] = [];
  const done = new Promise<OperationResult>((resolve) => {
    client.query(gql(query), {}).subscribe((result) => {
      seen.push(result);
      if (!result.hasNext) resolve(result);
    });
  });
  return { seen, done, types };
}

const EVENTS = 'text/event-stream; charset=utf-8';

describe('urql', () => {
  test('is answered plainly where nothing is deferred', async () => {
    await using server = await startPartsServer();
    const { done, types } = ask(server, '{ hero { id name } }');
    expect((await done).data).toMatchObject({ hero: { id: '1', name: 'Luke' } });
    expect(types).toEqual(['application/graphql-response+json; charset=utf-8']);
  });

  test('shows what is there, and then what was deferred', async () => {
    await using server = await startPartsServer();
    const { seen, done, types } = ask(server, '{ hero { id name ... @defer { slow } } }');
    await expect.poll(() => seen.length).toBe(1);
    expect(seen[0]).toMatchObject({ data: { hero: { id: '1', name: 'Luke' } }, hasNext: true });
    server.release();
    expect((await done).data).toMatchObject({ hero: { id: '1', name: 'Luke', slow: 'at last' } });
    expect(types).toEqual([EVENTS]);
  });

  test('shows a streamed list in full in the end', async () => {
    await using server = await startPartsServer();
    const { done } = ask(server, '{ hero { id friends @stream(initialCount: 1) { name } tags @stream } }');
    expect((await done).data).toMatchObject({
      hero: { friends: [{ name: 'Han' }, { name: 'Leia' }, { name: 'Chewbacca' }], tags: ['jedi', 'pilot'] },
    });
  });

  test('tells errors of a later part, those of what may not be null too', async () => {
    await using server = await startPartsServer();
    const { done } = ask(server, '{ hero { id ... @defer { broken } ... @defer { must } } }');
    const { data, error } = await done;
    expect(data).toMatchObject({ hero: { id: '1', broken: null } });
    expect(error?.graphQLErrors.map(({ path }) => path?.join('.')).sort()).toEqual(['hero.broken', 'hero.must']);
  });

  test('gets parts by GET', async () => {
    await using server = await startPartsServer();
    server.release();
    const { done, types } = ask(server, '{ hero { id ... @defer { slow } } }', { get: true });
    expect((await done).data).toMatchObject({ hero: { slow: 'at last' } });
    expect(types).toEqual([EVENTS]);
  });

  test.each([
    ['deferSpec=20220824', '{ hero { id ... @defer { slow } tags @stream } }'],
    ['incrementalSpec=v0.2', '{ hero { id tags ... @defer { slow } } }'], // its streams lose their place in urql
  ])('reads multipart/mixed;%s when it asks for that', async (format, query) => {
    await using server = await startPartsServer();
    server.release();
    const { done, types } = ask(server, query, { headers: { accept: `multipart/mixed;${format}, application/json` } });
    expect((await done).data).toMatchObject({ hero: { id: '1', slow: 'at last', tags: ['jedi', 'pilot'] } });
    expect(types).toEqual([`multipart/mixed; boundary="-"; ${format}`]);
  });
});
