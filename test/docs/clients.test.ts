import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readPage } from './markdown.ts';

const page = readPage('clients.md');
const cells = [...page.matchAll(/\[[^\]]+\]\((?<file>\S+) "(?<title>[^"]+)"\)/g)].map(({ groups = {} }) => groups);

describe('docs/clients.md', () => {
  test('names tests that exist', () => {
    expect(cells.length).toBeGreaterThan(40);
    const missing = cells.filter(({ file = '', title = '' }) => {
      const path = new URL(`../../docs/${file}`, import.meta.url);
      return !existsSync(path) || !readFileSync(path, 'utf8').includes(`test('${title}'`);
    });
    expect(missing).toEqual([]);
  });

  test('has a row for every client that is tried', () => {
    const tried = ['apollo-client', 'urql', 'graphql-sse', 'relay', 'graphql-request', 'mobile'];
    for (const name of tried) expect(page).toContain(`test/clients/${name}.test.ts`);
  });
});
