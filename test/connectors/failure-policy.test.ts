import { expect, test } from 'vitest';
import { loadGraph } from '../../src/load-graph.ts';

function findings(field: string): readonly string[] {
  const text = `extend schema @link(url: "https://specs.apollo.dev/connect/v0.3", import: ["@connect"])
type Query {
  a: String ${field} @connect(http: { GET: "http://a.example/" }, selection: "$.a")
  b: String! @connect(http: { GET: "http://b.example/" }, selection: "$.b")
}`;
  const { diagnostics } = loadGraph([{ service: 'g', source: { name: 'g.graphql', text } }], {});
  return diagnostics.map(({ code, severity, message }) => `${severity} ${code}: ${message}`);
}

const BLAST =
  'advice BLAST_RADIUS: When the call for `Query.b` fails, the whole answer is null too, because the field is not nullable.';

test('a policy without what it needs is an error that says what is missing', () => {
  expect(findings('@onFailure(then: STALE, maxAge: "10m")')).toEqual([BLAST]);
  expect(findings('@onFailure(then: STALE, maxAge: "soon")')).toEqual([
    'error INVALID_ON_FAILURE: `@onFailure(maxAge:)` on `Query.a` is no duration.',
    BLAST,
  ]);
  expect(findings('@onFailure(then: DEFAULT)')).toEqual([
    'error INVALID_ON_FAILURE: `@onFailure(then: DEFAULT)` on `Query.a` gives no `default`.',
    BLAST,
  ]);
  expect(findings('@onFailure(then: DEFAULT, default: "{")')[0]).toContain('INVALID_ON_FAILURE');
});
