import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseScenario, routeOf, runScenario } from '../harness/scenario.ts';

const folder = new URL('./', import.meta.url);
const pages = readdirSync(folder).filter((name) => name.endsWith('.md'));

describe('scenarios', () => {
  test('there are pages to run', () => {
    expect(pages.length).toBeGreaterThan(0);
  });

  for (const page of pages) {
    const scenario = parseScenario(readFileSync(new URL(page, folder), 'utf8'));
    test(scenario.title, async () => {
      const { results, hits, bodies } = await runScenario(scenario);
      for (const [index, { response }] of scenario.exchanges.entries()) {
        const result = results[index];
        expect(result?.data).toEqual(response.data);
        const errors = [...(result?.errors ?? [])].sort(byPath);
        expect(errors).toMatchObject([...(response.errors ?? [])].sort(byPath));
        expect(errors).toHaveLength(response.errors?.length ?? 0);
      }
      for (const call of scenario.upstreams) {
        const route = `${call.source} ${routeOf(call)}`;
        if (call.hits !== undefined) expect([route, hits.get(route)]).toEqual([route, call.hits]);
        if (call.body !== undefined) for (const body of bodies.get(route) ?? []) expect(body).toEqual(call.body);
      }
    });
  }
});

function byPath(a: unknown, b: unknown): number {
  return JSON.stringify((a as { path?: unknown }).path) < JSON.stringify((b as { path?: unknown }).path) ? -1 : 1;
}
