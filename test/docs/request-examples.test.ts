import { describe, expect, test } from 'vitest';
import { createRequestAnswers } from '../../src/cli/map-request.ts';
import { isObject, type JsonObject } from '../../src/json/json.ts';
import { codeIn, PAGES, readPage, rowsOf } from './markdown.ts';

const answer = createRequestAnswers({ dialect: 'B', scope: {} });

/** What `overlap map --request` says of a row. */
function built(base: string, connector: string, variables: string): JsonObject {
  const line = { source: { baseURL: base }, http: JSON.parse(connector), vars: JSON.parse(variables) };
  const request = answer(line);
  if (!isObject(request)) throw new Error('No answer.');
  return request;
}

const tables = PAGES.map((page) => ({
  page,
  urls: rowsOf(readPage(page), ['base', 'connector', 'variables', 'sends']),
  bodies: rowsOf(readPage(page), ['connector', 'variables', 'body']),
})).filter(({ urls, bodies }) => urls.length + bodies.length > 0);

test('pages show requests', () => {
  expect(tables.map(({ page }) => page)).toContain('connectors.md');
});

describe.each(tables)('requests in docs/$page', ({ urls, bodies }) => {
  for (const row of urls) {
    const [base = '', connector = '', variables = ''] = codesIn(row.base, row.connector, row.variables);
    test(`${base} + ${connector} with ${variables}`, () => {
      const request = built(base, connector, variables);
      if (row.sends?.startsWith('nothing') === true) expect(Object.keys(request)).toEqual(['error']);
      else expect(request.url).toBe(codeIn(row.sends ?? ''));
    });
  }

  for (const row of bodies) {
    const [connector = '', variables = ''] = codesIn(row.connector, row.variables);
    test(`${connector} with ${variables}`, () => {
      expect(built('https://h.example', connector, variables).body).toBe(codeIn(row.body ?? ''));
    });
  }
});

function codesIn(...cells: readonly (string | undefined)[]): readonly (string | undefined)[] {
  return cells.map((cell) => codeIn(cell ?? ''));
}
