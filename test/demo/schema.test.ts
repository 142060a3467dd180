import { readFileSync } from 'node:fs';
import { parse, validate } from 'graphql';
import { describe, expect, test } from 'vitest';
import { resolvers } from '../../demo/resolvers.ts';
import { readDemoSchema } from '../../demo/schema-files.ts';
import type { SchemaFile } from '../../src/index.ts';
import { loadGraph } from '../../src/load-graph.ts';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const opsSchema: readonly SchemaFile[] = [
  {
    service: 'schema',
    source: { name: 'examples/ops/schema.graphql', text: read('examples/ops/schema.graphql') },
  },
];

describe.each([
  ['the demo', readDemoSchema(), resolvers, 'demo/dashboard.graphql'],
  ['the operations example', opsSchema, {}, 'examples/ops/page.graphql'],
] as const)('%s', (_title, files, map, page) => {
  const { model, diagnostics } = loadGraph(files, map);

  test('checks without an error or a warning', () => {
    expect(diagnostics.filter(({ severity }) => severity !== 'advice')).toEqual([]);
  });

  test('has a page that is valid against what clients see', () => {
    expect(model && validate(model.graph.apiSchema, parse(read(page)))).toEqual([]);
  });
});

test('without its resolvers, exactly the fields that TypeScript computes have no provider', () => {
  const diagnostics = loadGraph(readDemoSchema(), {}).diagnostics.filter(({ severity }) => severity === 'error');
  expect(diagnostics.map(({ code }) => code)).toEqual(Array(5).fill('CONNECTORS_UNRESOLVED_FIELD'));
  expect(diagnostics.flatMap(({ places }) => places.map(({ source }) => source.name))).toEqual(
    Array(5).fill('schema/computed.graphql'),
  );
});

test('there is a file for each of the seven upstreams, with a source of the same name', () => {
  const { model } = loadGraph(readDemoSchema(), resolvers);
  expect(model?.graph.sources.map(({ service, name }) => `${service}.${name}`).sort()).toEqual(
    ['customers', 'inventory', 'orders', 'rates', 'shipping', 'support', 'weather'].map((name) => `${name}.${name}`),
  );
});
