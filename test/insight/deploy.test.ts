import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { createMetrics } from '../../src/insight/metrics.ts';
import { METRICS_DEFAULTS } from '../../src/settings/defaults.ts';
import { Traffic } from '../../src/upstream/traffic.ts';

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

/** Every metric that a gateway shows, histograms by their series. */
async function shown(): Promise<ReadonlySet<string>> {
  const sources = [{ name: 'orders', traffic: new Traffic() }];
  const metrics = createMetrics(() => ({ requestsInFlight: 0, liveTopics: 0, sources }), METRICS_DEFAULTS);
  const types = [...(await metrics.print()).matchAll(/^# TYPE (\w+) (\w+)$/gm)];
  return new Set(
    types.flatMap(([, name = '', type]) =>
      type === 'histogram' ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name],
    ),
  );
}

function metricsIn(expression: string): readonly string[] {
  return expression.match(/\b(?:overlap|nodejs|process)_\w+/g) ?? [];
}

function unknownIn(expressions: readonly string[], known: ReadonlySet<string>): readonly string[] {
  return expressions.flatMap(metricsIn).filter((name) => !known.has(name));
}

describe('of what a gateway shows', () => {
  test('the dashboard asks for nothing else', async () => {
    const dashboard = JSON.parse(read('deploy/grafana/overlap.json'));
    const expressions: readonly string[] = dashboard.panels.flatMap(({ targets = [] }) =>
      targets.map(({ expr }: { expr: string }) => expr),
    );
    expect(expressions.length).toBeGreaterThan(20);
    expect(unknownIn(expressions, await shown())).toEqual([]);
  });

  test('the alerts ask for nothing else', async () => {
    const { groups } = parse(read('deploy/prometheus/overlap.rules.yml'));
    const expressions: readonly string[] = groups[0].rules.map(({ expr }: { expr: string }) => expr);
    expect(expressions).toHaveLength(8);
    expect(unknownIn(expressions, await shown())).toEqual([]);
  });

  test('docs/metrics.md lists exactly our own', async () => {
    const documented = [...read('docs/metrics.md').matchAll(/^\| `(overlap_\w+)`/gm)].map(([, name = '']) => name);
    const ours = [...(await shown())].filter((name) => name.startsWith('overlap_') && !/_(sum|count)$/.test(name));
    expect(documented.sort()).toEqual(ours.map((name) => name.replace(/_bucket$/, '')).sort());
  });
});
