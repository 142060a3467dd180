import { describe, expect, test } from 'vitest';
import { parseScenario, routeOf, runScenario } from '../harness/scenario.ts';
import { PAGES, readPage, sectionsOf } from './markdown.ts';

const sections = PAGES.flatMap((page) =>
  sectionsOf(readPage(page))
    .filter(({ text }) => text.includes('```graphql query'))
    .map((section) => ({ page, ...section })),
);

/** A section with a query is a scenario: its schema is served, over real HTTP servers that answer as it says. */
describe('scenarios in docs/', () => {
  test('are there', () => {
    expect(sections.length).toBeGreaterThan(0);
  });

  test.each(sections)('$page: $title', async ({ title, text }) => {
    const scenario = parseScenario(`# ${title}\n${text}`);
    const { results, calls, unexpected } = await runScenario(scenario, { engine: 'compiled' });
    for (const [index, { response }] of scenario.exchanges.entries()) {
      const { data, errors = [] } = results[index] ?? {};
      expect(data).toEqual(response.data);
      expect(errors).toMatchObject([...(response.errors ?? [])]);
      expect(errors).toHaveLength(response.errors?.length ?? 0);
    }
    expect(unexpected).toEqual([]);
    for (const { route, seen } of calls) {
      if (route.hits !== undefined) expect([routeOf(route), seen.length]).toEqual([routeOf(route), route.hits]);
      if (route.body !== undefined) for (const { body } of seen) expect(JSON.parse(body)).toEqual(route.body);
    }
  });
});
