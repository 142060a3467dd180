import { describe, expect, test } from 'vitest';
import { merge } from '../incremental/merge.ts';
import { startPartsServer } from '../server/incremental/parts-server.ts';

/** Headers as these clients send them, whatever the operation; where they were read stands beside them. */
const CLIENTS = {
  // apollo-kotlin, internal/incremental/IncrementalDeliveryProtocolImpl.kt and DefaultHttpRequestComposer.kt
  'Apollo Kotlin': {
    accept: 'multipart/mixed;deferSpec=20220824, application/graphql-response+json, application/json',
    'content-type': 'application/json',
    'x-apollo-operation-name': 'Q',
    'accept-encoding': 'gzip',
  },
  'Apollo Kotlin with v0.2': {
    accept: 'multipart/mixed;incrementalSpec=v0.2, application/graphql-response+json, application/json',
    'content-type': 'application/json',
    'x-apollo-operation-name': 'Q',
    'accept-encoding': 'gzip',
  },
  // apollo-ios, as its requests are met in the wild; IncrementalGraphQLResponse.swift reads a fragment by itself
  'Apollo iOS': {
    accept: 'multipart/mixed;deferSpec=20220824,application/graphql-response+json,application/json',
    'content-type': 'application/json',
    'x-apollo-operation-name': 'Q',
    'x-apollo-operation-type': 'query',
    'apollographql-client-name': 'app-apollo-ios',
    'accept-encoding': 'gzip, deflate, br',
  },
} as const;

describe.each(Object.entries(CLIENTS))('%s', (name, headers) => {
  const format = name.includes('v0.2') ? 'incrementalSpec=v0.2' : 'deferSpec=20220824';

  test('gets a plain answer where nothing is deferred', async () => {
    await using server = await startPartsServer();
    const response = await server.post('query Q { hero { name } }', headers);
    expect(response.headers.get('content-type')).toBe('application/graphql-response+json; charset=utf-8');
    expect(await response.json()).toEqual({ data: { hero: { name: 'Luke' } } });
  });

  test('gets parts where something is, in the content type that it looks for', async () => {
    await using server = await startPartsServer();
    server.release();
    const response = await server.post('query Q { hero { name ... @defer(label: "d") { name slow } } }', headers);
    expect(response.headers.get('content-type')).toBe(`multipart/mixed; boundary="-"; ${format}`);
    const parts = partsOf(await response.text());
    expect(merge(parts).data).toEqual({ hero: { name: 'Luke', slow: 'at last' } });
    // Apollo iOS takes no part without these (MultipartResponseDeferParser.swift).
    for (const part of parts) {
      expect(Object.keys(part)).toEqual(expect.arrayContaining(['hasNext']));
      expect('data' in part || 'incremental' in part).toBe(true);
    }
    // Clients of the older format read a fragment from its own part alone.
    const own = format === 'deferSpec=20220824' ? { name: 'Luke', slow: 'at last' } : { slow: 'at last' };
    expect(parts[1]).toMatchObject({ incremental: [{ data: own }] });
  });

  test('gets streamed lists', async () => {
    await using server = await startPartsServer();
    const response = await server.post('query Q { hero { tags @stream(initialCount: 1) } }', headers);
    expect(merge(partsOf(await response.text())).data).toEqual({ hero: { tags: ['jedi', 'pilot'] } });
  });

  test('is told of errors in their part', async () => {
    await using server = await startPartsServer();
    const response = await server.post('query Q { hero { name ... @defer(label: "d") { broken } } }', headers);
    const { data, errors } = merge(partsOf(await response.text()));
    expect(data).toEqual({ hero: { name: 'Luke', broken: null } });
    expect(errors).toMatchObject([{ path: ['hero', 'broken'] }]);
  });
});

function partsOf(text: string): readonly Record<string, unknown>[] {
  return [...text.matchAll(/^\{.*\}(?=\r$)/gm)].map(([json]) => JSON.parse(json) as Record<string, unknown>);
}
