import { ClientError, GraphQLClient } from 'graphql-request';
import { describe, expect, test } from 'vitest';
import { startPartsServer } from '../server/incremental/parts-server.ts';

describe('graphql-request', () => {
  test('gets a whole answer, whatever is deferred', async () => {
    await using server = await startPartsServer();
    server.release();
    const client = new GraphQLClient(server.url);
    expect(await client.request('{ hero { name ... @defer { slow } tags @stream } }')).toEqual({
      hero: { name: 'Luke', slow: 'at last', tags: ['jedi', 'pilot'] },
    });
  });

  test('asks by GET', async () => {
    await using server = await startPartsServer();
    const client = new GraphQLClient(server.url, { method: 'GET', headers: { 'apollo-require-preflight': 'true' } });
    expect(await client.request('{ hero { name } }')).toEqual({ hero: { name: 'Luke' } });
  });

  test('is told of errors beside the data', async () => {
    await using server = await startPartsServer();
    const client = new GraphQLClient(server.url, { errorPolicy: 'all' });
    const { data, errors } = await client.rawRequest('{ hero { name broken } }');
    expect(data).toEqual({ hero: { name: 'Luke', broken: null } });
    expect(errors).toMatchObject([{ path: ['hero', 'broken'] }]);
  });

  test('is told what is wrong with an operation', async () => {
    await using server = await startPartsServer();
    await expect(new GraphQLClient(server.url).request('{ villain }')).rejects.toBeInstanceOf(ClientError);
  });
});
