import { describe, expect, test } from 'vitest';
import { loadGraph } from '../../src/load-graph.ts';
import { type Fence, fencesOf, PAGES, readPage } from './markdown.ts';

/** The lines that examples leave out, in the version that an example names. */
function withLink({ text, words }: Fence): string {
  if (text.includes('@link')) return text;
  const version = words.find((word) => /^v0\.\d$/.test(word)) ?? 'v0.3';
  const link = `@link(url: "https://specs.apollo.dev/connect/${version}", import: ["@connect", "@source"])`;
  const source = text.includes('name: "desk"')
    ? ''
    : '@source(name: "desk", http: { baseURL: "https://desk.example/v1" })';
  return `extend schema ${link} ${source}\n${text}`;
}

/** Of errors; `finds CODE` behind the backticks is what an example is there to show. */
function codesOf(fence: Fence): readonly string[] {
  const source = { name: 'example.graphql', text: withLink(fence) };
  const { diagnostics } = loadGraph([{ service: 'example', source }], {});
  return [...new Set(diagnostics.filter(({ severity }) => severity === 'error').map(({ code }) => code))];
}

const pages = PAGES.map((page) => ({
  page,
  fences: fencesOf(readPage(page)).filter(({ language, words }) => language === 'graphql' && !words.includes('query')),
})).filter(({ fences }) => fences.length > 0);

test('pages show schemas', () => {
  expect(pages.map(({ page }) => page)).toContain('connectors.md');
});

describe.each(pages)('schemas in docs/$page', ({ fences }) => {
  for (const fence of fences) {
    const { words, line } = fence;
    const at = words.indexOf('finds');
    const expected = at === -1 ? [] : words.slice(at + 1);
    test(`line ${line} has ${expected.length === 0 ? 'no errors' : expected.join(', ')}`, () => {
      expect(codesOf(fence)).toEqual(expected);
    });
  }
});
