import { createRequire } from 'node:module';
import { afterAll, beforeEach, describe, expect, type TestContext } from 'vitest';
import { createApp } from '../../src/server/app.ts';
import { readPage, rowsOf } from '../docs/markdown.ts';
import { fakeGateway, recordingLogger } from './fake-gateway.ts';

// The suite's own ES modules import a folder, which Node does not; its Apollo Server has to be of the same kind.
const require = createRequire(import.meta.url);
const {
  defineIntegrationTestSuite,
}: typeof import('@apollo/server-integration-testsuite') = require('@apollo/server-integration-testsuite');
const { ApolloServer }: typeof import('@apollo/server') = require('@apollo/server');

describe('an integration of Apollo Server', () => {
  const reasons = new Map(
    rowsOf(readPage('http.md'), ['test', 'why']).map(({ test = '', why = '' }) => [test, why] as const),
  );
  const met = new Set<string>();

  beforeEach(({ task, skip }) => {
    const name = namesOf(task).find((name) => reasons.has(name));
    if (name === undefined) return;
    met.add(name);
    skip(reasons.get(name));
  });

  afterAll(() => expect([...met].sort()).toEqual([...reasons.keys()].sort()));

  /** Any Apollo Server behind our endpoint. */
  defineIntegrationTestSuite(async (config, { context = async () => ({}) } = {}) => {
    const server = new ApolloServer(config);
    await server.start();
    const gateway = fakeGateway({ settings: { mode: 'production', server: { path: '/' } } });
    const app = createApp(gateway, {
      logger: recordingLogger(),
      generations: {
        start: async () => {},
        present: () => gateway,
        enter: () => ({
          settings: gateway.settings,
          execute: (httpGraphQLRequest) => server.executeHTTPGraphQLRequest({ httpGraphQLRequest, context }),
          leave: () => {},
        }),
        onReplace: () => {},
        replace: async () => {},
        stop: async () => {},
      },
    });
    return { server, url: await app.listen({ host: '127.0.0.1', port: 0 }), extraCleanup: () => app.close() };
  });
});

/** Of a test and what it is part of. */
function namesOf(task: TestContext['task'] | TestContext['task']['suite']): readonly string[] {
  return task === undefined ? [] : [task.name, ...namesOf(task.suite)];
}
