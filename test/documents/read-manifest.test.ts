import { describe, expect, test } from 'vitest';
import { printDiagnostic } from '../../src/diagnostics/print-diagnostic.ts';
import { positionAt } from '../../src/diagnostics/source-text.ts';
import { readManifest } from '../../src/documents/read-manifest.ts';

const APOLLO = {
  format: 'apollo-persisted-query-manifest',
  version: 1,
  operations: [
    { id: 'a1', name: 'Hello', type: 'query', body: 'query Hello { hello }' },
    { id: 'b2', name: 'Change', type: 'mutation', body: 'mutation Change { change }' },
  ],
};

function read(manifest: unknown) {
  const text = typeof manifest === 'string' ? manifest : JSON.stringify(manifest, null, 2);
  return readManifest({ name: 'manifest.json', text });
}

/** Where, which code, what. */
function faults(manifest: unknown): readonly string[] {
  return read(manifest).diagnostics.map(({ code, message, places: [place] }) => {
    const { line, column } = place === undefined ? { line: 0, column: 0 } : positionAt(place.source, place.span.start);
    return `${line}:${column} ${code} ${message}`;
  });
}

describe('a manifest', () => {
  test('of Apollo’s shape has the documents of its operations', () => {
    expect(read(APOLLO).documents).toMatchObject([
      { id: 'a1', name: 'Hello', text: 'query Hello { hello }', path: ['operations', 0, 'body'] },
      { id: 'b2', name: 'Change', text: 'mutation Change { change }', path: ['operations', 1, 'body'] },
    ]);
  });

  test('of Relay’s shape has a document for each member', () => {
    expect(read({ '10': '{ ten }', abc: '{ hello }' }).documents).toMatchObject([
      { id: '10', text: '{ ten }', path: ['10'] },
      { id: 'abc', text: '{ hello }', path: ['abc'] },
    ]);
  });

  test('may be empty', () => {
    expect([read({}), read({ ...APOLLO, operations: [] })]).toEqual(
      Array.from({ length: 2 }, () => ({ documents: [], diagnostics: [] })),
    );
  });

  test.each([
    ['{ "a": 1', '1:9 MANIFEST_UNREADABLE'],
    ['{\n  "a": "{ x }",\n}', '3:1 MANIFEST_UNREADABLE'],
    ['', '1:1 MANIFEST_UNREADABLE'],
    ['[]', '1:1 INVALID_MANIFEST A manifest is a JSON object.'],
    [{ a: { query: '{ x }' } }, '2:8 INVALID_MANIFEST The document `a` must be a text.'],
    [{ ...APOLLO, format: 'other' }, '2:13 INVALID_MANIFEST `format` must be "apollo-persisted-query-manifest".'],
    [{ ...APOLLO, version: 2 }, '3:14 INVALID_MANIFEST `version` must be 1.'],
    [{ format: APOLLO.format, version: 1 }, '1:1 INVALID_MANIFEST `operations` must be a list.'],
    [
      { ...APOLLO, operations: [{ id: 'a1' }] },
      '5:5 INVALID_MANIFEST An operation of a manifest must have a text as its `body`.',
    ],
    [
      { ...APOLLO, operations: [{ id: 7, body: '{ x }' }] },
      '6:13 INVALID_MANIFEST An operation of a manifest must have a text as its `id`.',
    ],
    [
      { ...APOLLO, operations: ['x'] },
      '5:5 INVALID_MANIFEST An operation of a manifest is an object with `id` and `body`.',
    ],
    [
      {
        ...APOLLO,
        operations: [
          { id: 'a', body: '{ x }' },
          { id: 'a', body: '{ y }' },
        ],
      },
      '10:13 INVALID_MANIFEST Two documents have the id `a`.',
    ],
  ])('%j is faulty: %s', (manifest, fault) => {
    const found = faults(manifest);
    expect(found[0]?.startsWith(fault)).toBe(true);
    expect(found).toHaveLength(1);
    expect(read(manifest).documents).toEqual([]);
  });

  test('is shown with all that is wrong with it', () => {
    const { diagnostics } = read({ ...APOLLO, version: '1', operations: [{ body: '{ x }' }, { id: 'b' }] });
    expect(diagnostics.map(printDiagnostic).join('\n\n')).toMatchInlineSnapshot(`
      "manifest.json:3:14  INVALID_MANIFEST
      \`version\` must be 1.

        2 |   "format": "apollo-persisted-query-manifest",
        3 |   "version": "1",
          |              ^^^
        4 |   "operations": [

      manifest.json:5:5  INVALID_MANIFEST
      An operation of a manifest must have a text as its \`id\`.

        4 |   "operations": [
        5 |     {
          |     ^
        6 |       "body": "{ x }"

      manifest.json:8:5  INVALID_MANIFEST
      An operation of a manifest must have a text as its \`body\`.

        7 |     },
        8 |     {
          |     ^
        9 |       "id": "b""
    `);
  });
});
