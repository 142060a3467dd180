import { createClient } from 'graphql-ws';
import { afterEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { createTrustedDocuments, sha256 } from '../../src/documents/trusted-documents.ts';
import { createOverlap } from '../../src/overlap.ts';
import { startServer } from '../../src/server/start-server.ts';
import { startStubUpstream } from '../harness/stub-upstream.ts';
import { recordingLogger } from '../server/fake-gateway.ts';
import { boardTypes, WATCH } from './live-server.ts';

const READ = '{ board { state } }';

const open: AsyncDisposable[] = [];

afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one[Symbol.asyncDispose]();
});

/** A server that runs these documents only. */
async function serving(...texts: readonly string[]) {
  const stub = await startStubUpstream({ '*': { body: { id: 1, state: 'open' } } });
  const gatewayWith = (all: readonly string[]) => {
    const documents = createTrustedDocuments(all.map((text, index) => ({ id: `document-${index}`, text })), 'only'); // biome-ignore format: short
    const gateway = createOverlap({ typeDefs: boardTypes(stub.origin), documents, settings: { server: { port: 0 } } });
    open.push(gateway);
    return gateway;
  };
  open.push(stub);
  const started = await startServer(gatewayWith(texts), {
    logger: recordingLogger(),
    drain: { noticeMs: 0, maxMs: 5_000 },
  });
  if (!started.ok) throw new Error(started.failure.message);
  const server = started.value;
  open.push(server);
  const client = createClient({ url: server.url.replace('http', 'ws'), webSocketImpl: WebSocket, lazy: true });
  open.push({ [Symbol.asyncDispose]: async () => client.dispose() });
  const replace = (...next: readonly string[]) => server.replace(gatewayWith(next));
  return { server, client, replace };
}

/** What a subscription over the WebSocket says, as it says it. */
function watch({ client }: Awaited<ReturnType<typeof serving>>, payload: Parameters<typeof client.subscribe>[0]) {
  const log: unknown[] = [];
  client.subscribe(payload, {
    next: (result) => void log.push(result),
    error: (error) => void log.push(error),
    complete: () => void log.push('complete'),
  });
  return log;
}

const UNTRUSTED = [[expect.objectContaining({ extensions: { code: 'DOCUMENT_NOT_TRUSTED' } })]];
const BOARD = { data: { board: { id: '1', state: 'open' } } };

describe('where only trusted documents run', () => {
  test('a WebSocket runs them, by text and by hash', async () => {
    const running = await serving(WATCH, READ);
    const byText = watch(running, { query: WATCH });
    const extensions = { persistedQuery: { version: 1, sha256Hash: sha256(READ) } };
    const byHash = watch(running, { query: '', extensions });
    await expect.poll(() => byText).toEqual([BOARD]);
    await expect.poll(() => byHash).toEqual([{ data: { board: { state: 'open' } } }, 'complete']);
  });

  test('a WebSocket runs nothing else', async () => {
    const running = await serving(WATCH);
    for (const query of [READ, '{ __schema { queryType { name } } }', 'mutation { shut { id } }', `${WATCH} `]) {
      const log = watch(running, { query });
      await expect.poll(() => log).toEqual(UNTRUSTED);
    }
  });

  test('a stream over HTTP may be named by its id, and runs nothing else either', async () => {
    const { server } = await serving(WATCH);
    const headers = { accept: 'text/event-stream', 'apollo-require-preflight': '1' };
    const named = await fetch(`${server.url}?documentId=document-0`, { headers });
    const reader = named.body?.getReader();
    let said = '';
    for (let isOver = false; !isOver && !said.includes('"state":"open"'); ) {
      const part = await reader?.read();
      isOver = part === undefined || part.done;
      said += new TextDecoder().decode(part?.value);
    }
    await reader?.cancel();
    expect(said).toContain(JSON.stringify(BOARD));
    const other = await fetch(`${server.url}?query=${encodeURIComponent(`${WATCH} `)}`, { headers });
    expect([other.status, (await other.json()).errors[0].extensions.code]).toEqual([400, 'DOCUMENT_NOT_TRUSTED']);
  });

  test('a stream ends when another manifest does not have it any more', async () => {
    const running = await serving(WATCH);
    const log = watch(running, { query: WATCH });
    await expect.poll(() => log).toEqual([BOARD]);
    await running.replace(READ);
    await expect.poll(() => log).toEqual([BOARD, ...UNTRUSTED]);
  });
});
