import { expect, test } from 'vitest';
import { createOverlap } from '../../src/overlap.ts';
import type { LogLevel } from '../../src/settings/settings.ts';
import { startStubUpstream } from '../harness/stub-upstream.ts';
import { recordingLogger } from '../server/fake-gateway.ts';

const SCHEMA = `extend schema
  @link(url: "https://specs.apollo.dev/connect/v0.3", import: ["@connect", "@source"])
  @source(name: "shop", http: { baseURL: "http://shop.example" })
type Query { secret(key: String): Int @connect(source: "shop", http: { GET: "/{$args.key}", headers: [{ name: "authorization", value: "hush" }] }, selection: "$.n") }`;

async function linesAt(level: LogLevel) {
  let turn = 0;
  await using stub = await startStubUpstream({
    'GET /hush': (_call, response) => {
      turn += 1;
      if (turn === 1) {
        response.destroy();
        return undefined;
      }
      return { body: { n: 1 } };
    },
  });
  const logger = recordingLogger();
  const settings = { log: { level }, sources: { shop: { baseURL: stub.origin } } };
  await using overlap = createOverlap({ typeDefs: SCHEMA, settings, logger });
  expect(await overlap.query({ query: 'query Page { secret(key: "hush") }' })).toMatchObject({ data: { secret: 1 } });
  return logger.lines;
}

test('at debug each attempt is a line, without anything that could be a secret', async () => {
  const lines = await linesAt('debug');
  const told = { operationName: 'Page', call: 1, source: 'shop', connector: 'graph:Query.secret[0]', method: 'GET' };
  expect(lines).toEqual([
    {
      level: 'debug',
      message: 'attempt',
      fields: { ...told, attempt: 1, code: 'UPSTREAM_UNREACHABLE', durationMs: expect.any(Number) },
    },
    {
      level: 'debug',
      message: 'attempt',
      fields: { ...told, attempt: 2, status: 200, durationMs: expect.any(Number) },
    },
  ]);
  expect(JSON.stringify(lines)).not.toContain('hush');
});

test('at any other level there is none', async () => {
  expect(await linesAt('info')).toEqual([]);
});
