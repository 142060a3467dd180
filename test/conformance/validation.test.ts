import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { codesAndLines, findingsOf } from './findings-of.ts';
import { parseValidationPage } from './validation-page.ts';

const folder = new URL('./validation/', import.meta.url);

for (const page of readdirSync(folder).filter((name) => name.endsWith('.md'))) {
  describe(`validation: ${page}`, () => {
    const cases = parseValidationPage(readFileSync(new URL(page, folder), 'utf8'));
    test.each(cases.map((one) => [one.title, one] as const))('%s', (_title, { files, findings }) => {
      const found = findingsOf(files);
      expect(codesAndLines(found)).toEqual(findings);
      for (const { message, places } of found) {
        expect(message).toMatch(/^[A-Z`\d][\s\S]*\.$/);
        expect(places.length).toBeGreaterThan(0);
      }
    });
  });
}
