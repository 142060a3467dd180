import { describe, expect, test } from 'vitest';
import { startPartsServer } from '../server/incremental/parts-server.ts';

/**
 * What the embedded Apollo Sandbox sends from the page that holds it: a content type, the headers that somebody typed, and
 * no `accept` of its own, so that the browser's `fetch` says that anything will do (apollographql/embeddable-explorer,
 * packages/sandbox/src/helpers/postMessageRelayHelpers.ts, getHeadersWithContentType and executeOperation).
 */
const SANDBOX = { 'content-type': 'application/json', accept: '*/*', 'accept-encoding': 'gzip, deflate, br, zstd' };

describe('the embedded Apollo Sandbox', () => {
  test('gets a plain answer', async () => {
    await using server = await startPartsServer();
    const response = await server.post('query Q { hero { name } }', SANDBOX);
    expect(response.headers.get('content-type')).toMatch(/^application\/(graphql-response\+)?json; charset=utf-8$/);
    expect(await response.json()).toEqual({ data: { hero: { name: 'Luke' } } });
  });

  test('gets a whole answer, whatever is deferred: it did not ask for parts', async () => {
    await using server = await startPartsServer();
    server.release();
    const response = await server.post('query Q { hero { name ... @defer { slow } tags @stream } }', SANDBOX);
    expect(await response.json()).toEqual({
      data: { hero: { name: 'Luke', slow: 'at last', tags: ['jedi', 'pilot'] } },
    });
  });

  test('gets parts where somebody has typed the header for them', async () => {
    await using server = await startPartsServer();
    server.release();
    const accept = 'multipart/mixed;deferSpec=20220824';
    const response = await server.post('query Q { hero { name ... @defer { slow } } }', { ...SANDBOX, accept });
    // It looks for no more than this (readMultipartWebStream.ts).
    expect(response.headers.get('content-type')).toMatch(/^multipart\/mixed/);
    expect(await response.text()).toContain('at last');
  });

  test('is told of errors beside the data', async () => {
    await using server = await startPartsServer();
    const response = await server.post('query Q { hero { name broken } }', SANDBOX);
    expect(await response.json()).toMatchObject({
      data: { hero: { name: 'Luke', broken: null } },
      errors: [{ path: ['hero', 'broken'] }],
    });
  });

  test('reads the schema', async () => {
    await using server = await startPartsServer();
    const response = await server.post('query Q { __schema { queryType { name } } }', SANDBOX);
    expect(await response.json()).toEqual({ data: { __schema: { queryType: { name: 'Query' } } } });
  });
});
