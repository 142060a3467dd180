import { expect, test } from 'vitest';
import { CAUSES } from '../../src/insight/causes/registry.ts';
import { readPage } from './markdown.ts';

test('every cause that a trace names has its chapter, and there is no other', () => {
  const { body, text } = page();
  expect(text).toContain('extensions.overlap');
  const chapters = [...body.matchAll(/^### `(.+)`$/gm)].map(([, kind]) => kind);
  expect(chapters).toEqual(Object.keys(CAUSES));
  for (const chapter of body.split(/^### /m).slice(1)) expect(chapter).toContain('\nMend: ');
});

function page() {
  const text = String(readPage('why-not-overlapping.md'));
  return { text, body: text.slice(text.indexOf('## The causes')) };
}
