import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseScenario, routeOf, runScenario } from '../harness/scenario.ts';

const folder = new URL('./', import.meta.url);
const pages = readdirSync(folder).filter((name) => name.endsWith('.md'));

describe.each(['resolvers', 'compiled'] as const)('scenarios run by the engine `%s`', (engine) => {
  test('there are pages to run', () => {
    expect(pages.length).toBeGreaterThan(0);
  });

  for (const page of pages) {
    const scenario = parseScenario(readFileSync(new URL(page, folder), 'utf8'));
    test(scenario.title, async () => {
      const { results, calls, order, unexpected } = await runScenario(scenario, { engine });
      for (const [index, { response }] of scenario.exchanges.entries()) {
        const result = results[index];
        expect({ data: result?.data, errors: errorsOf(result) }).toMatchObject({ errors: errorsOf(response) });
        expect(result?.data).toEqual(response.data);
        expect(result?.errors ?? []).toHaveLength(response.errors?.length ?? 0);
      }
      expect(unexpected).toEqual([]);
      for (const { route, seen } of calls) {
        const at = `${route.source} ${routeOf(route)}`;
        if (route.hits !== undefined) expect([at, seen.length]).toEqual([at, route.hits]);
        const bodies = seen.map(({ body }) => body);
        if (route.body !== undefined) for (const body of bodies) expect(JSON.parse(body)).toEqual(route.body);
        if (route.text !== undefined) for (const body of bodies) expect(body).toBe(route.text);
        if (route.bodies !== undefined) expect(sorted(bodies.map(parsed))).toEqual(sorted(route.bodies));
        for (const { headers } of seen) {
          for (const [name, value] of Object.entries(route.sent ?? {})) {
            expect([at, name, headers[name] ?? null]).toEqual([at, name, value]);
          }
        }
      }
      if (scenario.order !== undefined) expect(order).toEqual(scenario.order);
    });
  }
});

function errorsOf(result: { readonly errors?: readonly unknown[] } | undefined): readonly unknown[] {
  return [...(result?.errors ?? [])].sort(byPath);
}

function byPath(a: unknown, b: unknown): number {
  return JSON.stringify((a as { path?: unknown }).path) < JSON.stringify((b as { path?: unknown }).path) ? -1 : 1;
}

function parsed(body: string): unknown {
  return body === '' ? null : JSON.parse(body);
}

function sorted(values: readonly unknown[]): readonly unknown[] {
  return [...values].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}
