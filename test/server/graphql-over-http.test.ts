import { type AuditResult, auditServer } from 'graphql-http';
import { describe, expect, test } from 'vitest';
import { startServer } from '../../src/server/start-server.ts';
import { readPage, rowsOf } from '../docs/markdown.ts';
import { fakeGateway, recordingLogger } from './fake-gateway.ts';

/** The audits of GraphQL over HTTP, by the reference implementation, against a server that listens. */
async function audit(fetchFn: typeof fetch = fetch): Promise<readonly AuditResult[]> {
  const gateway = fakeGateway({ settings: { server: { port: 0 } } });
  const started = await startServer(gateway, { logger: recordingLogger(), drain: { noticeMs: 0, maxMs: 30_000 } });
  if (!started.ok) throw new Error(started.failure.message);
  await using server = started.value;
  return await auditServer({ url: server.url, fetchFn });
}

function idsOf(results: readonly AuditResult[], of: AuditResult['status']): readonly string[] {
  return results.filter(({ status }) => status === of).map(({ id }) => id);
}

/** The audits that docs/http.md gives reasons for. */
function documented(verb: 'SHOULD' | 'MAY'): readonly string[] {
  const rows = rowsOf(readPage('http.md'), ['audit', 'what', 'why']).filter(({ what = '' }) => what.startsWith(verb));
  return rows.flatMap(({ audit: cell = '' }) => [...cell.matchAll(/`(\w+)`/g)].map(([, id = '']) => id)).sort();
}

describe('GraphQL over HTTP', () => {
  test('is kept in all that a server must do, and in all else but what the page gives reasons for', async () => {
    const results = await audit();
    expect(results.length).toBeGreaterThan(60);
    expect(idsOf(results, 'error')).toEqual([]);
    expect([...idsOf(results, 'warn')].sort()).toEqual(documented('SHOULD'));
    expect([...idsOf(results, 'notice')].sort()).toEqual(documented('MAY'));
  });

  test('includes GET, for whoever is no foreign web page', async () => {
    const withHeader: typeof fetch = (url, init) => {
      const headers = new Headers(init?.headers);
      headers.set('apollo-require-preflight', '1');
      return fetch(url, { ...init, headers });
    };
    expect(idsOf(await audit(withHeader), 'notice')).toEqual([]);
  });
});
