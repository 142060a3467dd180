import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { startServer } from '../../src/server/start-server.ts';
import { fakeGateway, recordingLogger } from './fake-gateway.ts';

const QUERY = '{"query":"{ hello }"}';
const ASKED = `POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: ${QUERY.length}\r\n\r\n${QUERY}`;

async function started(hello: () => unknown) {
  const gateway = fakeGateway({
    settings: { mode: 'production', server: { port: 0, admin: { port: 0 } } },
    rootValue: { hello },
  });
  const server = await startServer(gateway, { logger: recordingLogger(), drain: { noticeMs: 0, maxMs: 500 } });
  if (!server.ok) throw new Error(server.failure.message);
  return server.value;
}

/** The statuses of all answers on one connection, until the server closes it. */
function statusesOf(url: string, bytes: string, sent: () => void): Promise<readonly number[]> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    let answer = '';
    socket.setEncoding('latin1').on('data', (text) => {
      answer += text;
    });
    socket.on('error', reject).on('close', () => {
      resolve([...answer.matchAll(/HTTP\/1\.1 (\d+) /g)].map(([, status]) => Number(status)));
    });
    socket.write(Buffer.from(bytes, 'latin1'), () => sent());
  });
}

test('what was asked before nonsense is answered before it', async () => {
  const asked = Promise.withResolvers<void>();
  const release = Promise.withResolvers<void>();
  await using server = await started(async () => {
    asked.resolve();
    await release.promise;
    return 'late';
  });
  const statuses = statusesOf(server.url, `${ASKED}${ASKED}nonsense\r\n\r\n`, () => {});
  await asked.promise;
  // Long enough for the parser to have met the nonsense.
  await new Promise((resolve) => setTimeout(resolve, 50));
  release.resolve();
  expect(await statuses).toEqual([200, 200, 400]);
});

test('a body that turns out to be nonsense is refused at once', async () => {
  await using server = await started(() => 'never');
  const head =
    'POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n';
  expect(await statusesOf(server.url, `${head}nonsense\r\n`, () => {})).toEqual([400]);
});
