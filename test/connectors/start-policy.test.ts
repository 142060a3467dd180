import { describe, expect, test } from 'vitest';
import { readGraph } from '../../src/connectors/read-graph.ts';
import { stopsStart } from '../../src/connectors/start-policy.ts';
import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import { file, meters, service } from './found.ts';

const finding: Diagnostic = { code: 'INVALID_URL', severity: 'error', message: '', places: [] };

test.each<[string, Partial<Diagnostic>, boolean]>([
  ['an error', {}, true],
  ['a warning', { severity: 'warning' }, false],
  ['advice', { severity: 'advice' }, false],
  ['a static type that does not suit', { lenient: true }, false],
  ['a circular reference', { code: 'CIRCULAR_REFERENCE' }, false],
  ['a key without connector', { code: 'MISSING_ENTITY_CONNECTOR' }, false],
  [
    'a federation directive that connectors do not support',
    { code: 'CONNECTORS_UNSUPPORTED_FEDERATION_DIRECTIVE' },
    false,
  ],
])('%s: %o stops a start: %s', (_, parts, expected) => {
  expect(stopsStart({ ...finding, ...parts })).toBe(expected);
});

describe('a graph is there in spite of', () => {
  test.each([
    [
      'a wrong static type',
      meters('source: "pulse", http: { GET: "/m/{$args.nope}" }, selection: "id label"'),
      'INVALID_URL',
    ],
    [
      'a key that no connector covers',
      service(`type Query { a: A @connect(source: "pulse", http: { GET: "/a" }, selection: "id") }
        type A @key(fields: "id") { id: ID! }`),
      'MISSING_ENTITY_CONNECTOR',
    ],
  ])('%s', (_, text, code) => {
    const { graph, diagnostics } = readGraph([file('a.graphql', text)]);
    expect(diagnostics.map((found) => found.code)).toEqual([code]);
    expect(graph?.connectors).toHaveLength(1);
  });
});
