import { expect, test } from 'vitest';
import { parseSettingsText } from '../../src/settings/parse-settings-text.ts';
import { resolveSettings } from '../../src/settings/resolve-settings.ts';
import { isRouterShape, translateRouter } from '../../src/settings/router/translate-router.ts';
import { fencesOf, readPage } from './markdown.ts';

const examples = fencesOf(readPage('settings-from-router.md')).filter(({ words }) => words.includes('router'));

test("the page's examples are read without a remark", () => {
  expect(examples.length).toBeGreaterThan(0);
  for (const { text } of examples) {
    const { value } = parseSettingsText({ name: 'router.yaml', text }, { ORDERS_TOKEN: 'x' });
    expect(isRouterShape(value)).toBe(true);
    const { input, faults } = translateRouter(value as Readonly<Record<string, unknown>>);
    expect(faults).toEqual([]);
    expect(resolveSettings(input).ok).toBe(true);
  }
});
