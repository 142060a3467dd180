import { existsSync, readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readPage, rowsOf, sectionsOf } from './markdown.ts';

const docs = new URL('../../docs/', import.meta.url);
const pages = readdirSync(docs).filter((name) => name.endsWith('.md'));

function linksOf(text: string): readonly string[] {
  const prose = text.replaceAll(/^```[\s\S]*?^```$/gm, '').replaceAll(/`[^`\n]*`/g, '');
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
}

/** As GitHub makes anchors of headings. */
function anchorsOf(page: string): readonly string[] {
  return [...page.matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replaceAll(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  );
}

describe('links', () => {
  test.each(pages)('in docs/%s lead somewhere', (page) => {
    for (const link of linksOf(readPage(page))) {
      if (/^[a-z]+:/.test(link)) continue;
      const [path = '', anchor] = link.split('#');
      const target = path === '' ? page : path;
      expect([link, existsSync(new URL(target, docs))]).toEqual([link, true]);
      if (anchor !== undefined) expect(anchorsOf(readPage(target))).toContain(anchor);
    }
  });
});

describe('docs/differences.md', () => {
  const sections = sectionsOf(readPage('differences.md')).map(({ title, text }) => ({
    title,
    text,
    rows: rowsOf(text, ['what', 'Apollo', 'Overlap', 'why', 'shown by']),
  }));

  test('says of each difference what is done instead', () => {
    const rows = sections.flatMap((section) => section.rows);
    expect(rows.length).toBeGreaterThan(0);
    for (const row of rows) expect([row.what, row.Apollo === '', row.Overlap === '']).toEqual([row.what, false, false]);
  });

  test('shows below a table what the table promises to show below', () => {
    for (const { title, text, rows } of sections) {
      const promised = rows.some((row) => row['shown by']?.startsWith('below') === true);
      expect([title, /^```(?:mapping|graphql)/m.test(text)]).toEqual([title, promised]);
    }
  });
});
