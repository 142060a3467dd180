import { buildSchema } from 'graphql';
import { describe, expect, test } from 'vitest';
import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import { positionAt } from '../../src/diagnostics/source-text.ts';
import { readManifest } from '../../src/documents/read-manifest.ts';
import { validateDocument } from '../../src/documents/validate-documents.ts';
import { validateFiles } from '../../src/documents/validate-files.ts';

const SCHEMA = buildSchema('type Query { user(id: ID!): User } type User { id: ID! name: String }');
const LIMITS = { maxTokens: 100 };

function printed({ code, message, places: [place] }: Diagnostic): string {
  if (place === undefined) return message;
  const { line, column } = positionAt(place.source, place.span.start);
  return `${place.source.name}:${line}:${column} ${code} ${message}`;
}

describe('documents of a manifest', () => {
  function faults(manifest: object): readonly string[] {
    const text = JSON.stringify(manifest, null, 2);
    const { documents } = readManifest({ name: 'm.json', text });
    return documents.flatMap((document) => validateDocument(SCHEMA, document, LIMITS)).map(printed);
  }

  test('that fit the schema have no faults', () => {
    expect(faults({ a: 'query A($id: ID!) { user(id: $id) { name } }' })).toEqual([]);
  });

  test('that do not are shown where it is in the manifest', () => {
    expect(faults({ a: '{ user(id: "1") {\n  nme } }' })).toEqual([
      'm.json:2:32 INVALID_DOCUMENT `a`: Cannot query field "nme" on type "User". Did you mean "name"?',
    ]);
    const operations = [{ id: 'x', name: 'A', type: 'query', body: 'query A { user }' }];
    expect(faults({ format: 'apollo-persisted-query-manifest', version: 1, operations })).toEqual([
      expect.stringMatching(/^m\.json:9:26 INVALID_DOCUMENT `A`: Field "user" of type "User" must have a selection/),
      expect.stringMatching(/^m\.json:9:26 INVALID_DOCUMENT `A`: Field "user" argument "id"/),
    ]);
  });

  test('that are no GraphQL or too long are shown, too', () => {
    expect(faults({ a: '{ user(' })).toEqual([
      'm.json:2:16 INVALID_DOCUMENT `a`: Syntax Error: Expected Name, found <EOF>.',
    ]);
    expect(faults({ a: `{ ${'a '.repeat(200)} }` })).toEqual([
      expect.stringMatching(/INVALID_DOCUMENT `a`: Syntax Error: Document contains more \w+ 100 tokens/),
    ]);
  });
});

describe('operations in files', () => {
  function check(files: Readonly<Record<string, string>>) {
    const sources = Object.entries(files).map(([name, text]) => ({ name, text }));
    const { count, diagnostics } = validateFiles(SCHEMA, sources, LIMITS);
    return { count, faults: diagnostics.map(printed) };
  }

  test('may use fragments of other files', () => {
    const files = {
      'a.graphql': 'query A { user(id: 1) { ...Name } }',
      'name.graphql': 'fragment Name on User { name ...Id }',
      'id.graphql': 'fragment Id on User { id }',
    };
    expect(check(files)).toEqual({ count: 1, faults: [] });
  });

  test('are shown where they do not fit, once', () => {
    const files = {
      'a.graphql': 'query A { user(id: 1) { ...Name\n age } }\nquery B { user(id: 2) { ...Name } }',
      'name.graphql': 'fragment Name on User {\n nme }',
      'broken.graphql': '{',
    };
    expect(check(files)).toEqual({
      count: 2,
      faults: [
        'broken.graphql:1:2 INVALID_DOCUMENT Syntax Error: Expected Name, found <EOF>.',
        'a.graphql:2:2 INVALID_DOCUMENT Cannot query field "age" on type "User". Did you mean "name"?',
        'name.graphql:2:2 INVALID_DOCUMENT Cannot query field "nme" on type "User". Did you mean "name"?',
      ],
    });
  });

  test('miss a fragment that no file has', () => {
    expect(check({ 'a.graphql': '{ user(id: 1) { ...None } }' }).faults).toEqual([
      'a.graphql:1:20 INVALID_DOCUMENT Unknown fragment "None".',
    ]);
  });
});
