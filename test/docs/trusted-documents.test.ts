import { describe, expect, test } from 'vitest';
import { readManifest } from '../../src/documents/read-manifest.ts';
import { createTrustedDocuments } from '../../src/documents/trusted-documents.ts';
import { parseSettingsText } from '../../src/settings/parse-settings-text.ts';
import { resolveSettings } from '../../src/settings/resolve-settings.ts';
import type { SettingsInput } from '../../src/settings/settings-schema.ts';
import { fencesOf, readPage } from './markdown.ts';

const page = readPage('trusted-documents.md');
const fences = (language: string) => fencesOf(page).filter((fence) => fence.language === language);

describe('docs/trusted-documents.md', () => {
  const manifests = fences('json').map(({ text }) => readManifest({ name: 'manifest.json', text }));

  test('shows manifests of both shapes that can be read', () => {
    expect(manifests.map(({ documents, diagnostics }) => [documents.length, diagnostics])).toEqual([[1, []], [1, []]]); // biome-ignore format: a table
  });

  test('asks for a document that its manifest has', () => {
    const id = /"documentId":"([^"]+)"/.exec(fences('sh')[0]?.text ?? '')?.[1] ?? '';
    const [first] = manifests;
    expect(createTrustedDocuments(first?.documents ?? [], 'only').find(id)).toBeDefined();
  });

  test('shows settings that there are', () => {
    const { value } = parseSettingsText({ name: 'overlap.yaml', text: fences('yaml')[0]?.text ?? '' }, {});
    expect(resolveSettings(value as SettingsInput)).toMatchObject({ ok: true, value: { documents: { mode: 'log' } } });
  });
});
