import { afterEach, describe, expect, test } from 'vitest';
import { readManifest } from '../../src/documents/read-manifest.ts';
import { createTrustedDocuments, type DocumentMode, sha256 } from '../../src/documents/trusted-documents.ts';
import { type RunningServer, startServer } from '../../src/server/start-server.ts';
import { fakeGateway, recordingLogger } from './fake-gateway.ts';

const HELLO = 'query Hello($name: String) { hello(name: $name) }';
const CHANGE = 'mutation Change { change }';
const OTHER = 'query Other { hello }';
const INTROSPECTION = '{ __schema { queryType { name } } }';

const APOLLO = {
  format: 'apollo-persisted-query-manifest',
  version: 1,
  operations: [
    { id: 'hello-1', name: 'Hello', type: 'query', body: HELLO },
    { id: 'change-1', name: 'Change', type: 'mutation', body: CHANGE },
  ],
};
const RELAY = { 'hello-1': HELLO, 'change-1': CHANGE };

const started: RunningServer[] = [];

afterEach(async () => {
  await Promise.all(started.splice(0).map((server) => server.drain()));
});

function gatewayWith(manifest: object, mode: DocumentMode) {
  const { documents } = readManifest({ name: 'manifest.json', text: JSON.stringify(manifest) });
  const gateway = fakeGateway({ settings: { server: { port: 0 } } });
  return { ...gateway, documents: createTrustedDocuments(documents, mode) };
}

async function serving(manifest: object, mode: DocumentMode) {
  const logger = recordingLogger();
  const gateway = gatewayWith(manifest, mode);
  const outcome = await startServer(gateway, { logger, drain: { noticeMs: 0, maxMs: 5_000 } });
  if (!outcome.ok) throw new Error(outcome.failure.message);
  const server = outcome.value;
  started.push(server);
  const told = () => logger.lines.filter(({ message }) => message.includes('manifest'));
  return { server, told, gateway };
}

/** The data of an answer, or the code of its error. */
async function meaningOf(response: Response): Promise<unknown> {
  const { data, errors } = await response.json();
  return errors === undefined ? data : errors[0].extensions.code;
}

async function post({ url }: RunningServer, body: object, headers: Record<string, string> = {}): Promise<unknown> {
  const init = {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  };
  return meaningOf(await fetch(url, init));
}

async function get({ url }: RunningServer, params: Record<string, string>): Promise<unknown> {
  const headers = { 'apollo-require-preflight': '1' };
  return meaningOf(await fetch(`${url}?${new URLSearchParams(params)}`, { headers }));
}

function persisted(sha256Hash: string) {
  return { persistedQuery: { version: 1, sha256Hash } };
}

const ADA = { hello: 'Hello, Ada.' };
const variables = { name: 'Ada' };
const search = { variables: JSON.stringify(variables) };

describe.each([
  ['Apollo’s', APOLLO],
  ['Relay’s', RELAY],
])('a manifest of %s shape', (_shape, manifest) => {
  test.each(['only', 'log'] as const)(
    'lets its documents be named in every way, by POST and GET (%s)',
    async (mode) => {
      const { server, told } = await serving(manifest, mode);
      for (let again = 0; again < 2; again += 1) {
        for (const id of ['hello-1', sha256(HELLO), `sha256:${sha256(HELLO)}`]) {
          expect(await post(server, { documentId: id, variables })).toEqual(ADA);
          expect(await get(server, { documentId: id, ...search })).toEqual(ADA);
        }
        for (const hash of ['hello-1', sha256(HELLO)]) {
          const extensions = { ...persisted(hash), deadlineMs: 4_000 };
          expect(await post(server, { extensions, variables })).toEqual(ADA);
          expect(await get(server, { extensions: JSON.stringify(extensions), ...search })).toEqual(ADA);
        }
        expect(await post(server, { query: HELLO, variables })).toEqual(ADA);
        expect(await get(server, { query: HELLO, ...search })).toEqual(ADA);
        expect(await post(server, { query: HELLO, extensions: persisted(sha256(HELLO)), variables })).toEqual(ADA);
        expect(await post(server, { documentId: 'change-1' })).toEqual({ change: null });
      }
      expect(told()).toEqual([]);
    },
  );

  test('runs nothing else where only its documents may', async () => {
    const { server, gateway } = await serving(manifest, 'only');
    const refused = 'DOCUMENT_NOT_TRUSTED';
    for (const query of [OTHER, INTROSPECTION, '{ __typename }', `${HELLO}\n`, 'no GraphQL at all {{']) {
      expect(await post(server, { query, variables })).toBe(refused);
      expect(await get(server, { query })).toBe(refused);
      expect(await post(server, { query, documentId: 'hello-1' })).toBe(refused);
    }
    for (const body of [{}, { query: 5 }, { query: null }, [{ query: HELLO }]])
      expect(await post(server, body)).toBe(refused);
    expect(await get(server, { variables: '{}' })).toBe(refused);
    expect(await post(server, { documentId: 'nobody' })).toBe('DOCUMENT_NOT_FOUND');
    expect(await get(server, { documentId: 'nobody' })).toBe('DOCUMENT_NOT_FOUND');
    expect(gateway.operations).toEqual([]);
  });

  test('lets nobody register a persisted query where only its documents may run', async () => {
    const { server, gateway } = await serving(manifest, 'only');
    const extensions = persisted(sha256(OTHER));
    expect(await post(server, { extensions })).toBe('DOCUMENT_NOT_FOUND');
    expect(await post(server, { query: OTHER, extensions })).toBe('DOCUMENT_NOT_TRUSTED');
    expect(await post(server, { extensions })).toBe('DOCUMENT_NOT_FOUND');
    expect(gateway.operations).toEqual([]);
  });
});

describe('a refusal', () => {
  test('is short, in GraphQL’s shape, and nobody keeps it', async () => {
    const { server } = await serving(RELAY, 'only');
    const headers = { 'content-type': 'application/json', accept: 'application/graphql-response+json' };
    const response = await fetch(server.url, { method: 'POST', headers, body: JSON.stringify({ query: OTHER }) });
    expect([response.status, response.headers.get('cache-control')]).toEqual([400, 'no-store']);
    expect(response.headers.get('content-type')).toBe('application/graphql-response+json; charset=utf-8');
    expect(await response.json()).toEqual({
      errors: [
        {
          message: 'Only trusted documents run here, and this is none of them.',
          extensions: { code: 'DOCUMENT_NOT_TRUSTED' },
        },
      ],
    });
  });

  test('does not come before the guard against foreign pages, nor in place of it', async () => {
    const { server } = await serving(RELAY, 'only');
    const response = await fetch(`${server.url}?documentId=hello-1`);
    expect([response.status, await meaningOf(response)]).toEqual([400, 'BAD_REQUEST']);
    expect(await get(server, { documentId: 'change-1' })).toBe('BAD_REQUEST'); // a mutation by GET
  });
});

describe('what is not in the manifest', () => {
  const client = { 'apollographql-client-name': 'dashboard', 'apollographql-client-version': '2.1' };

  test('runs while it is logged, and is told once with its name and client', async () => {
    const { server, told } = await serving(RELAY, 'log');
    const data = { hello: 'Hello, world.' };
    for (let again = 0; again < 3; again += 1) expect(await post(server, { query: OTHER }, client)).toEqual(data);
    expect(await post(server, { query: INTROSPECTION })).toMatchObject({ __schema: {} });
    expect(told()).toMatchObject([
      {
        level: 'warn',
        message: 'A document that is not in the manifest runs all the same.',
        fields: { operationName: 'Other', sha256: sha256(OTHER), client: 'dashboard', clientVersion: '2.1' },
      },
      { fields: { sha256: sha256(INTROSPECTION) } },
    ]);
  });

  test('may be registered as a persisted query while it is logged, and is still one document', async () => {
    const { server, told } = await serving(RELAY, 'log');
    const extensions = persisted(sha256(OTHER));
    const data = { hello: 'Hello, world.' };
    expect(await post(server, { extensions })).toBe('PERSISTED_QUERY_NOT_FOUND');
    expect(await post(server, { query: OTHER, extensions })).toEqual(data);
    expect(await post(server, { extensions })).toEqual(data);
    expect(told()).toHaveLength(1);
    expect(await post(server, { documentId: 'nobody' })).toBe('DOCUMENT_NOT_FOUND');
  });

  test('is told once when it is refused, too', async () => {
    const { server, told } = await serving(RELAY, 'only');
    for (let again = 0; again < 3; again += 1) await post(server, { query: OTHER, operationName: 'Named' }, client);
    expect(told()).toMatchObject([
      { message: 'A document that is not in the manifest was refused.', fields: { operationName: 'Named' } },
    ]);
  });
});

describe('replacing the gateway', () => {
  test('replaces the manifest', async () => {
    const { server } = await serving(RELAY, 'only');
    expect(await post(server, { documentId: 'other-1' })).toBe('DOCUMENT_NOT_FOUND');
    await server.replace(gatewayWith({ 'other-1': OTHER }, 'only'));
    expect(await post(server, { documentId: 'other-1' })).toEqual({ hello: 'Hello, world.' });
    expect(await post(server, { documentId: 'hello-1', variables })).toBe('DOCUMENT_NOT_FOUND');
    expect(await post(server, { query: HELLO, variables })).toBe('DOCUMENT_NOT_TRUSTED');
  });
});
